-- A chapter's blocks as they go to Pandoc's Typst writer: one document, so one set of labels.

local tools = ...
local book, chapters = tools.book, tools.chapters
local stringify = pandoc.utils.stringify

local labels = {} -- for each chapter, the label of each identifier in it
local times = {}  -- in how many places of the book an identifier stands

local function raw(text)
  return pandoc.RawBlock('typst', text)
end

local function raw_inline(text)
  return pandoc.RawInline('typst', text)
end

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', '\\n') .. '"'
end

-- HTML tables, as great-tables and others write them, become Pandoc's own. ------------------------

local ALIGNMENTS = { gt_left = 'AlignLeft', gt_right = 'AlignRight', gt_center = 'AlignCenter' }

local function each_row(tbl, visit)
  for _, row in ipairs(tbl.head.rows) do visit(row) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.head) do visit(row) end
    for _, row in ipairs(body.body) do visit(row) end
  end
  for _, row in ipairs(tbl.foot.rows) do visit(row) end
end

local function wrap_first(cell, wrap)
  local first = cell.contents[1]
  if first and (first.t == 'Plain' or first.t == 'Para') then first.content = { wrap(first.content) } end
end

-- Keep what Pandoc's HTML reader leaves behind: alignment by class, identifiers of rows.
local function tidied(tbl)
  local votes = {}
  each_row(tbl, function(row)
    local place = 1
    local names = { row.attr.identifier }
    row.attr = pandoc.Attr()
    for _, cell in ipairs(row.cells) do
      for _, class in ipairs(cell.attr.classes) do
        if ALIGNMENTS[class] and cell.alignment == 'AlignDefault' then cell.alignment = ALIGNMENTS[class] end
        -- Groups and titles across the table are set apart from its data.
        if class == 'gt_group_heading' or class == 'gt_title' then wrap_first(cell, pandoc.Strong) end
      end
      names[#names + 1] = cell.attr.identifier
      for _, name in ipairs(names) do
        if name ~= '' then
          wrap_first(cell, function(inlines) return pandoc.Span(inlines, pandoc.Attr(name)) end)
        end
      end
      names = {}
      if cell.col_span == 1 then
        votes[place] = votes[place] or {}
        votes[place][cell.alignment] = (votes[place][cell.alignment] or 0) + 1
      end
      place = place + cell.col_span
      cell.attr = pandoc.Attr()
    end
  end)
  for place, spec in ipairs(tbl.colspecs) do
    local most = 0
    for _, alignment in ipairs { 'AlignCenter', 'AlignDefault', 'AlignLeft', 'AlignRight' } do
      local count = votes[place] and votes[place][alignment] or 0
      if count > most then spec[1], most = alignment, count end
    end
  end
  tbl.attr = pandoc.Attr()
  return tbl
end

local function from_html(text)
  return pandoc.read(text, 'html').blocks:walk { Table = tidied }
end

local function is_raw(block, format)
  return block ~= nil and block.t == 'RawBlock' and block.format == format
end

local function opened(text)
  local lower = text:lower()
  local _, opens = lower:gsub('<table[%s>]', '')
  local _, closes = lower:gsub('</table', '')
  return opens, closes
end

-- Replace the raw blocks from `<table` to `</table>`, and what Markdown made of the text between.
local function with_tables(blocks)
  local result, at = pandoc.Blocks {}, 1
  while at <= #blocks do
    local block = blocks[at]
    local opens, closes = 0, 0
    if is_raw(block, 'html') then opens, closes = opened(block.text) end
    if opens == 0 or is_raw(blocks[at - 1], 'typst') or is_raw(blocks[at + 1], 'typst') then
      -- A block beside which raw Typst stands: its author gave the table for both formats.
      result:insert(block)
    else
      local run, notes, start = pandoc.Blocks { block }, 0, block.text:match('[^\n]*<[tT][aA][bB][^\n]*')
      while closes < opens and at < #blocks do
        at = at + 1
        run:insert(blocks[at])
        if is_raw(blocks[at], 'html') then
          local more, fewer = opened(blocks[at].text)
          opens, closes = opens + more, closes + fewer
        end
      end
      run:walk { Note = function() notes = notes + 1 end }
      local html = #run == 1 and block.text
        or pandoc.write(pandoc.Pandoc(run:walk { RawInline = function(el) return el.format == 'html' and el or {} end }), 'html')
      local lower = html:lower():gsub('<style.-</style>', ''):gsub('<script.-</script>', '')
      if closes < opens then
        tools.complain('a table of raw HTML is never closed', start, '<table')
      elseif lower:match('<table[%s>].*<table[%s>].*</table.*</table') and not lower:match('</table.*<table[%s>]') then
        tools.complain('press does not support a table within a table', start, '<table')
      elseif notes > 0 then
        tools.complain('press does not support a note in a table of raw HTML', start, '<table')
      else
        result:extend(from_html(html))
      end
    end
    at = at + 1
  end
  return result
end

-- Labels and links -------------------------------------------------------------------------------

local function each_identifier(blocks, visit)
  local function found(el) if el.identifier ~= '' then return visit(el) end end
  return blocks:walk {
    Header = found, Div = found, Span = found, Link = found, Image = found, Code = found,
    CodeBlock = found, Table = found, Figure = found,
  }
end

local function prepare(blocks, index)
  local ready = blocks:walk {
    Blocks = with_tables,
    CodeBlock = function(el)
      if book.hide_code and el.classes:includes('cell-code') then return {} end
    end,
  }
  ready = ready:walk {
    RawBlock = function(el) if el.format ~= 'typst' then return {} end end,
    RawInline = function(el) if el.format ~= 'typst' then return {} end end,
  }
  labels[index] = {}
  each_identifier(ready, function(el)
    labels[index][el.identifier] = true
    times[el.identifier] = (times[el.identifier] or 0) + 1
  end)
  return ready
end

local function label(index, name)
  if not labels[index][name] then return nil end
  return times[name] == 1 and name or name .. '--' .. index
end

local function decoded(text)
  return (text:gsub('%%(%x%x)', function(digits) return string.char(tonumber(digits, 16)) end))
end

-- The file within the project that a link of a chapter names, and the place in it.
local function resolve(path, target)
  local file, place = target:match('^([^#]*)#?(.*)$')
  file = decoded(file:gsub('%?.*', ''))
  if file == '' then return path, decoded(place) end
  local parts = {}
  local base = file:sub(1, 1) == '/' and '' or path:match('^(.*/)[^/]*$') or ''
  for part in (base .. file):gmatch('[^/]+') do
    if part == '..' then table.remove(parts) elseif part ~= '.' then parts[#parts + 1] = part end
  end
  return table.concat(parts, '/'), decoded(place)
end

local function linked(link, index)
  local target = link.target
  link.attr = pandoc.Attr(link.identifier)
  if target:match('^%a[%w+.-]*:') or target:match('^//') then return link end
  local path, place = resolve(chapters[index].path, target)
  for page, chapter in ipairs(chapters) do
    if chapter.path == path then
      local name = label(page, place ~= '' and place or chapter.name)
      if name then
        link.target = '#' .. name
        return link
      end
      if not (book.check and chapter.runs) then
        tools.complain('the link to ' .. target .. ' leads nowhere in the PDF', target, '#' .. place, place)
      end
      return link
    end
  end
  if book.site_url == '' then return link.content end
  -- A file of the website: the PDF points to it where the website's address is known.
  link.target = book.site_url .. '/' .. path
  return link
end

-- Forms ------------------------------------------------------------------------------------------

local function length(value, side)
  local number, unit = value:match('^([%d.]+)(%a*%%?)$')
  if not number then
    tools.complain('press does not read the ' .. side .. ' `' .. value .. '` of a picture', side .. '=' .. value, value)
    return ''
  end
  if unit == '' or unit == 'px' then number, unit = tostring(tonumber(number) * 0.75), 'pt' end
  return ', ' .. side .. ': ' .. number .. unit
end

local function picture(image, index)
  local given = image.attributes
  local path = '/' .. resolve(chapters[index].path, image.src)
  local alt = given['fig-alt'] or given.alt or stringify(image.caption)
  local size = ''
  for _, side in ipairs { 'width', 'height' } do
    if given[side] then size = size .. length(given[side], side) end
  end
  return raw_inline('#box(image(' .. quoted(path) .. size .. ', alt: ' .. quoted(alt) .. '))')
end

local function float(div)
  local kind, number = div.attributes.kind, div.attributes.number
  local caption = tools.caption_of(div)
  local blocks = pandoc.Blocks { raw('#figure([') }
  blocks:extend(tools.body_of(div))
  if #caption > 0 then blocks:extend { raw('], caption: ['), pandoc.Plain(caption) } end
  blocks:insert(raw(string.format('], kind: "press-%s", supplement: [%s], numbering: %s)%s', kind,
    tools.WORDS[kind], number and '(..) => ' .. quoted(number) or 'none',
    div.identifier ~= '' and ' <' .. div.identifier .. '>' or '')))
  return blocks
end

local function callout(div, kind)
  local body = div.content:clone()
  local title = body:remove(1).content[1]
  local blocks = pandoc.Blocks {
    raw(string.format('#press-callout(kind: "%s", word: [%s], title: ', kind, tools.CALLOUTS[kind])),
  }
  if #title.content > 0 then
    blocks:extend { raw('['), title, raw('])[') }
  else
    blocks:insert(raw('none)['))
  end
  blocks:extend(body)
  blocks:insert(raw(']'))
  return blocks
end

local function change(blocks, index)
  local renamed = each_identifier(blocks, function(el)
    if times[el.identifier] > 1 then
      el.identifier = label(index, el.identifier)
      return el
    end
  end)
  return renamed:walk {
    Link = function(el) return linked(el, index) end,
    Image = function(el) return picture(el, index) end,
    CodeBlock = function(el)
      el.attr = pandoc.Attr(el.identifier, el.classes:filter(function(c) return c ~= 'cell-code' end))
      return el
    end,
    Span = function(el)
      if el.classes:includes('press-equation') then
        local head = '#math.equation(block: true, numbering: (..) => "(%s)", ['
        local inlines = pandoc.Inlines { raw_inline(head:format(el.attributes.number)) }
        inlines:extend(el.content)
        inlines:insert(raw_inline('])<' .. el.identifier .. '>'))
        return inlines
      end
    end,
    Div = function(el)
      if tools.is_float(el) then return float(el) end
      local kind = tools.callout_kind(el)
      if kind then return callout(el, kind) end
      local call = el.classes:includes('csl-bib-body') and 'press-bibliography'
        or (el.classes:includes('cell-output-stdout') or el.classes:includes('cell-output-stderr'))
        and 'press-output'
      if call then
        local inner = pandoc.Blocks { raw('#' .. call .. '[') }
        inner:extend(el.content)
        inner:insert(raw(']'))
        return inner
      end
      if el.classes:includes('press-caption') or el.classes:includes('press-callout-title') then return nil end
      el.attributes = {}
      return el.identifier == '' and el.content or el
    end,
  }
end

-- Pandoc's writer has no way to say a heading's number, role and level.
local function heading(header, index)
  local chapter = chapters[index]
  local role = ({ 'Chapter', 'Section', 'Subsection' })[header.level] or 'Paragraph'
  if header.level == 1 and chapter.appendix and chapter.number ~= '' then role = 'Appendix' end
  local number = header.attributes.number
  local inlines = pandoc.Inlines { raw_inline(string.format(
    '#heading(level: %d, supplement: [%s], numbering: %s, outlined: %s)[',
    header.level + (chapter.part and 1 or 0), role, number and '(..) => ' .. quoted(number) or 'none',
    header.classes:includes('unlisted') and 'false' or 'true')) }
  inlines:extend(header.content)
  inlines:insert(raw_inline(']' .. (header.identifier ~= '' and ' <' .. header.identifier .. '>' or '')))
  return pandoc.Plain(inlines)
end

local options = pandoc.WriterOptions { wrap_text = 'none', highlight_method = 'idiomatic' }

local function write(doc, index)
  local final = doc:walk { Header = function(header) return heading(header, index) end }
  local text = pandoc.write(final, 'typst-citations', options)
  -- Tables stand at the left edge, under their captions; Pandoc's writer centres them.
  return (text:gsub('align%(center%)%[#table%(', 'align(left)[#table('))
end

return { prepare = prepare, change = change, write = write }
