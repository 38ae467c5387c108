-- A chapter as Pandoc reads it: what press does not show is refused, the rest takes normal forms.
--
-- A float (a numbered figure or table) becomes a Div `press-float` whose last block is its caption,
-- a table of raw HTML a Div `press-table`. The metadata `press` says, as JSON, what Python numbers and places:
-- headings and floats in order, references, works, identifiers, and what is refused, each with the
-- words by which its line is found. `press-cites` holds the citations of works, in order.

local stringify = pandoc.utils.stringify

local function set(text)
  local found = {}
  for word in text:gmatch('%S+') do found[word] = true end
  return found
end

-- What Quarto gives a meaning that press does not. A project's own classes pass untouched.
local CLASSES = set [[panel-tabset panel-input panel-fill panel-center panel-sidebar columns hidden
  aside proof remark solution lightbox incremental nonincremental fragment notes grid card mermaid
  dot landscape theorem cell-annotation code-annotation embed code-with-filename content-hidden
  numberLines number-lines unlisted]]
local KEYS = set [[layout layout-ncol layout-nrow layout-valign layout-align when-profile
  unless-profile unless-format when-meta unless-meta filename code-line-numbers code-annotations group lightbox
  fig-env fig-pos fig-align fig-scap fig-cap-location tbl-cap-location tbl-colwidths ref-parent kbd
  shortcut shortcodes collapse icon appearance style startFrom]]
local NAMES = set [[eq thm lem cor prp cnj def exm exr sol rem alg lst nte tip wrn imp cau vid dia]]
local REFERENCES = set 'fig tbl sec'

local problems, items, references, works = pandoc.List {}, pandoc.List {}, pandoc.List {}, pandoc.List {}
local identifiers, cites = pandoc.List {}, pandoc.Blocks {}

-- Note a problem, and what to look for to find its line: the first text that stands in the chapter.
local function complain(message, ...)
  problems:insert { message = message, texts = pandoc.List { ... } }
end

-- Refusals ---------------------------------------------------------------------------------------

local function check_attributes(el)
  for _, class in ipairs(el.classes) do
    if CLASSES[class] or class:match('^column') or class:match('^callout%-') and class ~= 'callout-note' then
      complain('press does not support the class `' .. class .. '`', '.' .. class, class)
    elseif class == 'content-visible' and el.t ~= 'Div' and el.t ~= 'Span' then
      complain('press hides blocks and words between marks of their own only', '.' .. class)
    end
  end
  for key, value in pairs(el.attributes) do
    if KEYS[key] or key:match('^typst:') and el.t ~= 'Span' then
      complain('press does not support the attribute `' .. key .. '`', key .. '=', key)
    elseif key == 'when-format' and value ~= 'html' and value ~= 'typst' then
      complain('`' .. key .. '` knows html and typst, not "' .. value .. '"', key .. '="' .. value, key)
    end
  end
  if NAMES[el.identifier:match('^(%a+)%-') or ''] then
    complain('press does not support the identifier `#' .. el.identifier .. '`', '#' .. el.identifier)
  end
  if el.identifier ~= '' then identifiers:insert(el.identifier) end
end

local function check_raw(el)
  if el.format ~= 'html' and el.format ~= 'typst' then
    local kind = el.format:match('tex') and 'TeX outside mathematics' or 'raw `' .. el.format .. '`'
    complain('press does not show ' .. kind .. ', only raw html and typst',
      '{=' .. el.format, el.text:match('[^\n]+') or '')
  end
end

local function check_code(el)
  if el.text:match('^{python}%s') then
    complain('inline code must stand on one line', el.text:match('[^\n]+'):sub(1, 24), '{python}')
  end
  check_attributes(el)
end

-- `x <- 1 # <1>`: Quarto joins such marks with the list that follows.
local function check_code_block(el)
  for line in el.text:gmatch('[^\n]+') do
    if line:match('[#/%-%%;]%s*<%d+>%s*$') then complain('press does not support annotations of code', line) end
  end
  check_attributes(el)
end

local function check_cite(cite)
  local kinds, keys = {}, {}
  for _, citation in ipairs(cite.citations) do
    local kind = (citation.id:match('^(%a+)%-') or ''):lower()
    kinds[REFERENCES[kind] and 'reference' or NAMES[kind] and 'name' or 'work'] = true
    keys[#keys + 1] = '@' .. citation.id
  end
  if kinds.name then
    complain('press does not support the cross-reference `' .. keys[1] .. '`', keys[1])
  elseif kinds.work and kinds.reference then
    complain(table.concat(keys, ' and ') .. ' mix a work and a cross-reference', keys[1])
  elseif kinds.reference then
    for _, citation in ipairs(cite.citations) do
      references:insert(citation.id)
      if #citation.suffix > 0 then complain('a cross-reference holds nothing after its name', '@' .. citation.id) end
    end
  else
    works:insert(keys[1])
    cites:insert(pandoc.Plain { cite })
    return pandoc.Span(cite, pandoc.Attr('', { 'press-cite' }, { item = tostring(#cites) }))
  end
end

local function check_div(div)
  if div.classes:includes('callout-note') then
    local title, first = div.attributes.title or '', div.content[1]
    if title:match('[*_`$%[<^~\\@"\']') or title:match('%-%-') or title:match('%.%.%.') then
      complain('a title of a callout is plain text', title)
    elseif first and first.t == 'Header' then
      complain('press reads the title of a callout as `title="..."`, not as a heading', 'callout-note')
    end
  end
  check_attributes(div)
end

-- Normal forms -----------------------------------------------------------------------------------

local function new_float(kind, identifier, body, caption, classes)
  body:insert(pandoc.Div(pandoc.Plain(caption), pandoc.Attr('', { 'press-caption' })))
  return pandoc.Div(body, pandoc.Attr(identifier, pandoc.List { 'press-float' } .. (classes or {}), { kind = kind }))
end

local function is_float(block)
  return block.t == 'Div' and block.classes:includes('press-float') and block.attributes.kind ~= nil
end

local function from_div(div)
  check_div(div)
  local kind = div.attributes['press-kind'] or div.identifier:match('^(%a+)%-')
  if is_float(div) or (kind ~= 'fig' and kind ~= 'tbl') then return nil end
  local caption, body = pandoc.Inlines {}, pandoc.Blocks {}
  local last = div.content[#div.content]
  if #div.content > 1 and (last.t == 'Para' or last.t == 'Plain') then
    caption = last.content
    div.content:remove()
  end
  for _, block in ipairs(div.content) do
    if is_float(block) and block.identifier == '' then
      local inner = block.content:remove()
      if #caption == 0 then caption = inner.content[1].content end
      body:extend(block.content)
    else
      if is_float(block) then
        complain('press does not support figures within figures: `' .. block.identifier .. '`', '#' .. block.identifier)
      end
      body:insert(block)
    end
  end
  return new_float(kind, div.identifier, body, caption,
    div.classes:filter(function(class) return class ~= 'press-float' end))
end

local function is_raw(block, format)
  return block ~= nil and block.t == 'RawBlock' and block.format == format
end

-- A table of raw HTML, as great-tables and others write it. Beside raw Typst its author gave it for
-- both formats; one of tables that is not to be processed is the website's alone, as under Quarto.
local function with_tables(blocks)
  for at, block in ipairs(blocks) do
    local text = is_raw(block, 'html') and block.text:lower() or ''
    local depth, deepest = 0, 0
    for sign in text:gmatch('<(/?)table[%s>]') do
      depth = depth + (sign == '' and 1 or -1)
      deepest = math.max(deepest, depth)
    end
    local start = deepest > 0 and block.text:match('<[tT][aA][bB][^\n]*') or '</table'
    if depth ~= 0 then
      complain('a table of HTML stands in one raw block, between ```{=html} and ```', start)
    elseif deepest > 1 and not text:find('data-quarto-disable-processing="true"', 1, true) then
      complain('press does not support a table within a table', start)
    elseif deepest == 1 and not is_raw(blocks[at - 1], 'typst') and not is_raw(blocks[at + 1], 'typst') then
      blocks[at] = pandoc.Div({ block }, pandoc.Attr('', { 'press-table' }))
    end
  end
  return blocks
end

local function from_table(tbl)
  check_attributes(tbl)
  local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long, { pandoc.Space() })
  local identifier = tbl.identifier
  if #caption == 0 and not identifier:match('^tbl%-') then return nil end
  tbl.caption, tbl.attr = { long = {} }, pandoc.Attr()
  return new_float('tbl', identifier, pandoc.Blocks { tbl }, caption)
end

local normal = {
  Blocks = with_tables, Div = from_div, Table = from_table,
  Span = check_attributes, Header = check_attributes, Link = check_attributes, Code = check_code,
  CodeBlock = check_code_block, RawBlock = check_raw, RawInline = check_raw, Cite = check_cite,
  Image = function(image)
    complain('press does not show pictures, only what cells give as Markdown', '](' .. image.src, image.src,
      '](' .. pandoc.path.filename(image.src), '![')
  end,
}

-- Headings and floats, in order ------------------------------------------------------------------

local function plain(inlines)
  for _, inline in ipairs(inlines) do
    local known = inline.t == 'Str' or inline.t == 'Space' or inline.t == 'SoftBreak'
    if not known and not (inline.t == 'Quoted' and plain(inline.content)) then return false end
  end
  return true
end

local tops = {} -- how often the words of a first-level heading stood

local function heading(header)
  local words = stringify(header.content)
  header.content:walk { Note = function() complain('a heading holds no note', '^[', words) end }
  if header.level > 1 then return end
  tops[words], tops[1] = (tops[words] or 0) + 1, (tops[1] or 0) + 1
  if tops[1] > 1 then
    complain('a second heading of the first level: “' .. words .. '”',
      { text = '# ' .. words, nth = tops[words] }, words, words:match('%w%w%w%w+'))
  elseif not plain(header.content) then
    complain('a title is plain text: “' .. words .. '”', '# ', words:match('%w%w%w%w+') or words)
  end
end

local function item(el, kind, title)
  items:insert { kind = kind, id = el.identifier, level = el.level or 0, title = stringify(title),
    unnumbered = el.classes:includes('unnumbered') }
  el.attributes['press-item'] = tostring(#items)
  return el
end

local listed = {
  traverse = 'topdown',
  Header = function(header)
    heading(header)
    return item(header, 'sec', header.content)
  end,
  Div = function(div)
    if is_float(div) then return item(div, div.attributes.kind, div.content[#div.content]) end
  end,
}

function Pandoc(doc)
  local blocks = doc.blocks:walk(normal):walk(listed)
  local first = blocks[1]
  if tops[1] and not (first.t == 'Header' and first.level == 1) then
    complain('something stands before the title of the chapter', stringify(first):match('%S+') or '')
  end
  doc.meta['press-cites'] = pandoc.MetaBlocks(cites)
  doc.meta.press = pandoc.MetaString(pandoc.json.encode {
    problems = problems, items = items, references = references, works = works, identifiers = identifiers,
  })
  return pandoc.Pandoc(blocks, doc.meta)
end
