-- A chapter's blocks as they go to Pandoc's Typst writer: the book is one document, with one set of
-- labels.

local tools = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), 'common.lua' })
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

-- A table of HTML becomes Pandoc's own; what stands above a group of its columns or rows is set apart.
local function from_html(text)
  local strong = text:gsub('(<th[^>]-gt_group_heading[^>]*>)(.-)(</th>)', '%1<strong>%2</strong>%3')
  return pandoc.read(strong, 'html').blocks
end

-- Labels and links -------------------------------------------------------------------------------

-- An identifier that stands in several chapters is a label in each.
local function label(name, chapter)
  return settings.twice[name] and string.format('%s--%d', name, chapter) or name
end

local function renamed(el)
  el.identifier = label(el.identifier, settings.index)
  return el
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
  link.attr = pandoc.Attr(renamed(link).identifier)
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
  blocks:insert(raw(string.format('], kind: "press-%s", supplement: [%s], numbering: %s)%s', kind, tools.words[kind],
    numbered(div), div.identifier ~= '' and ' <' .. div.identifier .. '>' or '')))
  return blocks
end

-- Pandoc's writer has no way to say a heading's number, role and level.
local function heading(header)
  renamed(header)
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
  local function only(el) if el.format ~= 'typst' then return {} end end
  return pandoc.Pandoc(blocks:walk {
    traverse = 'topdown',
    Div = function(el) if el.classes:includes('press-table') then return from_html(el.content[1].text) end end,
    RawBlock = only,
    RawInline = only,
  }:walk {
    Link = linked,
    Header = heading,
    Span = renamed,
    Code = renamed,
    CodeBlock = renamed,
    Div = function(el)
      renamed(el)
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
