-- A chapter's blocks as they go to Pandoc's HTML writer, and its page.

local tools = ...
local book, chapters = tools.book, tools.chapters
local stringify = pandoc.utils.stringify
local template = pandoc.template.compile(tools.contents_of(book.template))

local function raw(text)
  return pandoc.RawBlock('html', text)
end

local function raw_inline(text)
  return pandoc.RawInline('html', text)
end

local function escaped(text)
  local signs = { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }
  return (text:gsub('[&<>"]', signs))
end

-- A box of its own for what may be wider than the page; the keyboard can scroll it.
local function scroll(block, label)
  return pandoc.Div({ block }, pandoc.Attr('', { 'table-scroll' }, {
    { 'role', 'group' }, { 'tabindex', '0' }, { 'aria-label', label },
  }))
end

local function table_open(text)
  if text:lower():find('</table', 1, true) then return text:match('^(.-<[tT][aA][bB][lL][eE][^>]*>)(.*)$') end
end

-- Put a caption into the first table beneath; nil where there is none.
local function captioned(blocks, shown, label)
  local done = false
  local result = blocks:walk {
    traverse = 'topdown',
    Div = function(div)
      if not done and div.classes:includes('table-scroll') and label then
        div.attributes['aria-label'] = label
        return div
      end
    end,
    Table = function(tbl)
      if done then return nil end
      done = true
      tbl.caption = { long = { pandoc.Plain(shown) } }
      return tbl
    end,
    RawBlock = function(block)
      local head, rest = table_open(block.text)
      if done or not head then return nil end
      done = true
      return { raw(head .. '<caption>'), pandoc.Plain(shown), raw('</caption>' .. rest) }
    end,
  }
  return done and result or nil
end

local function float(div)
  local kind, number = div.attributes.kind, div.attributes.number
  local label = number and tools.number_space(tools.WORDS[kind], number)
  local shown = pandoc.Inlines {}
  if label then
    shown:extend { pandoc.Span(label, pandoc.Attr('', { 'float-label' })), pandoc.Space() }
  end
  shown:extend(tools.caption_of(div))
  local classes = { 'float', 'float-' .. kind }
  for _, class in ipairs(div.classes) do
    if class ~= 'press-float' then classes[#classes + 1] = class end
  end
  local body = tools.body_of(div)
  local with_caption = kind == 'tbl' and captioned(body, shown, label)
  if with_caption then return pandoc.Div(with_caption, pandoc.Attr(div.identifier, classes)) end
  local identity = div.identifier ~= '' and ' id="' .. escaped(div.identifier) .. '"' or ''
  local caption = { raw('<figcaption>'), pandoc.Plain(shown), raw('</figcaption>') }
  local parts = pandoc.Blocks { raw('<figure' .. identity .. ' class="' .. table.concat(classes, ' ') .. '">') }
  if kind == 'tbl' then parts:extend(caption) end
  parts:extend(body)
  if kind ~= 'tbl' then parts:extend(caption) end
  parts:insert(raw('</figure>'))
  return parts
end

local callouts = 0

local function callout(div, kind)
  callouts = callouts + 1
  local body = div.content:clone()
  local title = body:remove(1)
  local blocks = pandoc.Blocks {
    raw(string.format('<div class="callout callout-%s" role="note" aria-labelledby="callout-%d">', kind, callouts)),
    raw(string.format('<p class="callout-title" id="callout-%d"><span class="callout-kind">%s</span>',
      callouts, tools.CALLOUTS[kind])),
    title.content[1], raw('</p><div class="callout-body">'),
  }
  blocks:extend(body)
  blocks:insert(raw('</div></div>'))
  return blocks
end

local function folded(block)
  if not book.code_fold or not block.classes:includes('cell-code') then return nil end
  local open = book.code_fold == 'show' and ' open' or ''
  return {
    raw('<details class="code-fold"' .. open .. '><summary>' .. escaped(book.code_summary) .. '</summary>'),
    block, raw('</details>'),
  }
end

local function picture(image)
  local given = image.attributes
  given.alt = given['fig-alt'] or given.alt or stringify(image.caption)
  given['fig-alt'] = nil
  local size = book.sizes[image.src]
  if size and not given.width and not given.height then
    -- The browser keeps the room free while the picture loads.
    given.width, given.height = tostring(size[1]), tostring(size[2])
  end
  given.loading, given.decoding = 'lazy', 'async'
  image.caption = {}
  return image
end

local function anchored(header)
  if header.level > 1 and header.identifier ~= '' then
    header.content:insert(raw_inline(string.format(
      '<a class="anchor" href="#%s" aria-label="Link to the section %s"></a>',
      escaped(header.identifier), escaped(stringify(header.content)))))
  end
  return header
end

local change = {
  Header = anchored,
  Image = picture,
  CodeBlock = folded,
  RawInline = function(el) if el.format ~= 'html' then return {} end end,
  RawBlock = function(el)
    if el.format ~= 'html' then return {} end
    return table_open(el.text) and scroll(el, 'Table') or nil
  end,
  Table = function(el) return scroll(el, 'Table') end,
  Math = function(el)
    if el.mathtype == 'DisplayMath' then
      return pandoc.Span({ el }, pandoc.Attr('', { 'formula' }, {
        { 'role', 'group' }, { 'tabindex', '0' }, { 'aria-label', 'Formula' },
      }))
    end
  end,
  Span = function(el)
    if el.classes:includes('press-equation') then
      el.content:insert(pandoc.Span('(' .. el.attributes.number .. ')', pandoc.Attr('', { 'equation-number' })))
      return pandoc.Span(el.content, pandoc.Attr(el.identifier, { 'equation' }))
    end
  end,
  Div = function(el)
    if tools.is_float(el) then return float(el) end
    local kind = tools.callout_kind(el)
    return kind and callout(el, kind) or nil
  end,
}

local function groups(current)
  local found = {}
  for index, chapter in ipairs(chapters) do
    local title = chapter.appendix and 'Appendices' or chapter.part
    if #found == 0 or found[#found].title ~= title then
      found[#found + 1] = { title = title, chapters = {} }
    end
    table.insert(found[#found].chapters, {
      href = '/' .. chapter.path, title = chapter.title, number = chapter.number,
      current = index == current,
    })
  end
  return found
end

local function neighbour(index)
  local chapter = chapters[index]
  if not chapter then return nil end
  local title = pandoc.Inlines(chapter.title)
  if chapter.number ~= '' then title:insert(1, pandoc.Str(chapter.number .. '\u{2002}')) end
  return { href = '/' .. chapter.path, title = title }
end

local options = pandoc.WriterOptions(PANDOC_WRITER_OPTIONS)
options.template, options.section_divs, options.number_sections = template, true, true
options.html_math_method, options.wrap_text, options.email_obfuscation = 'mathml', 'none', 'none'

local function write(doc, index)
  local chapter = chapters[index]
  local meta = {}
  for name, value in pairs(book.variables) do meta[name] = value end
  for name, value in pairs(chapter.variables) do meta[name] = value end
  -- Text of several lines: metadata would join them.
  for _, name in ipairs { 'bibtex', 'source' } do
    meta[name] = meta[name] and raw_inline(escaped(meta[name]))
  end
  meta['head'] = pandoc.List(book.head):map(raw_inline)
  local words = stringify(chapter.title)
  local home = index == 1
  meta['pagetitle'] = home and meta['book-title'] or words .. ' – ' .. meta['book-title']
  meta['home'] = home
  if home and words ~= meta['book-title'] then meta['cover-title'] = meta['book-title'] end
  meta['theme-script'] = raw_inline(book.theme_script)
  meta['groups'] = groups(index)
  meta['previous'], meta['next'] = neighbour(index - 1), neighbour(index + 1)
  local sections = doc.blocks:filter(function(block) return block.t ~= 'Header' or block.level > 1 end)
  local contents = pandoc.structure.table_of_contents(
    sections:walk { RawInline = function() return {} end },
    { toc_depth = book.toc_depth, number_sections = true })
  if chapter.toc and contents.content and #contents.content > 0 then
    meta['contents'] = pandoc.Blocks { contents }
  else
    meta['body-class'] = meta['body-class'] .. ' no-contents'
  end
  return pandoc.write(pandoc.Pandoc(doc.blocks, meta), 'html5', options)
end

return {
  prepare = function(blocks) return blocks end,
  change = function(blocks)
    callouts = 0
    return blocks:walk(change)
  end,
  write = write,
}
