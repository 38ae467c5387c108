-- A chapter's blocks as they go to Pandoc's HTML writer.

local tools = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), 'common.lua' })
local WORDS = { fig = 'Figure', tbl = 'Table' }
local settings

local function raw(text)
  return pandoc.RawBlock('html', text)
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
  local kind, number = div.attributes.kind, settings.numbers[tonumber(div.attributes['press-item'])]
  local label = number ~= '' and WORDS[kind] .. '\u{a0}' .. number or nil
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

local function callout(div)
  callouts = callouts + 1
  local blocks = pandoc.Blocks { raw(string.format(
    '<div class="callout callout-note" role="note" aria-labelledby="callout-%d">'
    .. '<p class="callout-title" id="callout-%d"><span class="callout-kind">Note</span> %s</p>'
    .. '<div class="callout-body">', callouts, callouts, escaped(div.attributes.title or ''))) }
  blocks:extend(div.content)
  blocks:insert(raw('</div></div>'))
  return blocks
end

-- The template writes the chapter's title. A link that is empty does not show in a table of contents.
local function heading(header)
  if header.level == 1 then return {} end
  local number = settings.numbers[tonumber(header.attributes['press-item'])]
  header.attributes['press-item'] = nil
  if number ~= '' then header.attributes.number = number else header.classes:insert('unnumbered') end
  header.content:insert(pandoc.Link({}, '#' .. header.identifier, '', pandoc.Attr('', { 'anchor' }, {
    { 'aria-label', 'Link to the section ' .. tools.stringify(header.content) },
  })))
  return header
end

function Pandoc(doc)
  local blocks
  blocks, settings = tools.begin(doc, 'html')
  return pandoc.Pandoc(blocks:walk {
    Header = heading,
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
    Div = function(el)
      if tools.is_float(el) then return float(el) end
      if el.classes:includes('callout-note') then return callout(el) end
      if el.classes:includes('press-table') then return el.content end
    end,
  }, doc.meta)
end
