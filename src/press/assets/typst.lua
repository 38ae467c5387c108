-- A chapter's blocks as they go to Pandoc's Typst writer: the book is one document, with one set of
-- labels.

local tools = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), 'common.lua' })
local WORDS = { fig = 'Figure', tbl = 'Table' }
local settings

local function raw(text)
  return pandoc.RawBlock('typst', text)
end

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('\n', '\\n') .. '"'
end

local function numbered(el)
  local number = settings.numbers[tonumber(el.attributes['press-item'])]
  return number ~= '' and '(..) => ' .. quoted(number) or 'none'
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
      local found = votes[place] and votes[place][alignment] or 0
      if found > most then spec[1], most = alignment, found end
    end
  end
  tbl.attr = pandoc.Attr()
  return tbl
end

local function from_html(div)
  local html = div.content:walk { RawInline = function(el) return el.format == 'html' and el or {} end }
  local text = #html == 1 and html[1].text or pandoc.write(pandoc.Pandoc(html), 'html')
  return pandoc.read(text, 'html').blocks:walk { Table = tidied }
end

-- Labels and links -------------------------------------------------------------------------------

-- An identifier that stands in several chapters is a label in each.
local function label(name, chapter)
  return settings.twice[name] and string.format('%s--%d', name, chapter) or name
end

local function renamed(el)
  if el.identifier ~= '' and settings.twice[el.identifier] then
    el.identifier = label(el.identifier, settings.index)
    return el
  end
end

local function decoded(text)
  return (text:gsub('%%(%x%x)', function(digits) return string.char(tonumber(digits, 16)) end))
end

-- The file within the project that a link of a chapter names, and the place in it.
local function resolve(target)
  local file, place = target:match('^([^#]*)#?(.*)$')
  file = decoded(file:gsub('%?.*', ''))
  if file == '' then return settings.path, decoded(place) end
  local parts = {}
  local base = file:sub(1, 1) == '/' and '' or settings.path:match('^(.*/)[^/]*$') or ''
  for part in (base .. file):gmatch('[^/]+') do
    if part == '..' then table.remove(parts) elseif part ~= '.' then parts[#parts + 1] = part end
  end
  return table.concat(parts, '/'), decoded(place)
end

local function linked(link)
  local target = link.target
  link.attr = pandoc.Attr(link.identifier)
  if target:match('^%a[%w+.-]*:') or target:match('^//') then return link end
  local path, place = resolve(target)
  for index, chapter in ipairs(settings.chapters) do
    if chapter.path == path then
      link.target = '#' .. label(place ~= '' and place or chapter.name, index)
      return link
    end
  end
  return link.content -- a file of the website
end

-- Forms ------------------------------------------------------------------------------------------

local function float(div)
  local caption = tools.caption_of(div)
  local blocks = pandoc.Blocks { raw('#figure([') }
  blocks:extend(tools.body_of(div))
  if #caption > 0 then blocks:extend { raw('], caption: ['), pandoc.Plain(caption) } end
  local kind = div.attributes.kind
  blocks:insert(raw(string.format('], kind: "press-%s", supplement: [%s], numbering: %s)%s', kind, WORDS[kind],
    numbered(div), div.identifier ~= '' and ' <' .. div.identifier .. '>' or '')))
  return blocks
end

-- Pandoc's writer has no way to say a heading's number, role and level.
local function heading(header)
  local role = ({ 'Chapter', 'Section', 'Subsection' })[header.level] or 'Paragraph'
  local inlines = pandoc.Inlines { pandoc.RawInline('typst', string.format(
    '#heading(level: %d, supplement: [%s], numbering: %s)[',
    header.level + (settings.part and 1 or 0), role, numbered(header))) }
  inlines:extend(header.content)
  inlines:insert(pandoc.RawInline('typst', ']' .. (header.identifier ~= '' and ' <' .. header.identifier .. '>' or '')))
  return pandoc.Plain(inlines)
end

local function wrapped(call, content)
  local inner = pandoc.Blocks { raw('#' .. call .. '[') }
  inner:extend(content)
  inner:insert(raw(']'))
  return inner
end

function Pandoc(doc)
  local blocks
  blocks, settings = tools.begin(doc, 'typst')
  blocks = blocks:walk { Div = function(el) if el.classes:includes('press-table') then return from_html(el) end end }
  blocks = blocks:walk {
    RawBlock = function(el) if el.format ~= 'typst' then return {} end end,
    RawInline = function(el) if el.format ~= 'typst' then return {} end end,
  }
  blocks = blocks:walk {
    Header = renamed, Div = renamed, Span = renamed, Link = renamed, Code = renamed, CodeBlock = renamed,
  }
  return pandoc.Pandoc(blocks:walk {
    Link = linked,
    Header = heading,
    Div = function(el)
      if tools.is_float(el) then return float(el) end
      if el.classes:includes('callout-note') then
        return wrapped('press-callout(title: ' .. quoted(el.attributes.title or '') .. ')', el.content)
      end
      if el.classes:includes('csl-bib-body') then return wrapped('press-bibliography', el.content) end
      if el.classes:includes('press-caption') then return nil end
      el.attributes = {}
      return el.identifier == '' and el.content or el
    end,
  }, doc.meta)
end
