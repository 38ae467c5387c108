-- One pass over the whole book: numbers, references, citations, conditional content, normal forms.
--
-- Pandoc reads the joined chapters as one document, a Div of the class `press-chapter` for each, and
-- runs this as its only filter. It writes each chapter by Pandoc's writer, after the project's own
-- filters, into the folder that the settings name, and says there what was found wrong:
-- `report.json` holds each problem with the words by which its line is found.

local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local stringify = pandoc.utils.stringify

local function contents_of(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('a')
  file:close()
  return text
end

local function write_file(path, text)
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
end

local book = pandoc.json.decode(contents_of(os.getenv('PRESS_BOOK')), false)
local format = FORMAT:match('^html') and 'html' or 'typst'
local WORDS = {
  fig = 'Figure', tbl = 'Table', eq = 'Equation', sec = 'Section', chapter = 'Chapter',
  appendix = 'Appendix',
}
local CALLOUTS = {
  note = 'Note', tip = 'Tip', important = 'Important', warning = 'Warning', caution = 'Caution',
}

local function set(text)
  local found = {}
  for word in text:gmatch('%S+') do found[word] = true end
  return found
end

-- What Quarto gives a meaning that press does not. A project's own classes pass untouched.
local CLASSES = set [[panel-tabset panel-input panel-fill panel-center panel-sidebar columns hidden
  aside proof remark solution lightbox incremental nonincremental fragment notes grid card mermaid
  dot landscape theorem cell-annotation code-annotation embed code-with-filename]]
local KEYS = set [[layout layout-ncol layout-nrow layout-valign layout-align when-profile
  unless-profile when-meta unless-meta filename code-line-numbers code-annotations group lightbox
  fig-env fig-pos fig-align fig-scap fig-cap-location tbl-cap-location tbl-colwidths ref-parent kbd
  shortcut shortcodes]]
local OTHERS = set [[thm lem cor prp cnj def exm exr sol rem alg lst nte tip wrn imp cau vid dia]]

local problems = {}
local chapters = {} -- path, number, title, name of the heading, appendix, part
local targets = {}  -- what can be referred to, by identifier
local pictures = {} -- the pictures that chapters show
local current = 1   -- the chapter that is being looked at

-- Note a problem, and what to look for to find its line: the first text that stands in the chapter.
local function complain(message, ...)
  problems[#problems + 1] = { chapter = current, message = message, texts = pandoc.List { ... } }
end

local function number_space(word, number)
  return word .. '\u{a0}' .. number
end

local function is_float(div)
  return div.classes:includes('press-float')
end

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match('^callout%-(%w+)$')
    if kind then return kind end
  end
end

-- Whether an element is shown in a format, by Quarto's conditional classes.
local function visible(el, name)
  local shows = el.classes:includes('content-visible')
  if not shows and not el.classes:includes('content-hidden') then return true end
  local when, unless = el.attributes['when-format'], el.attributes['unless-format']
  local holds = (not when or when == name) and (not unless or unless ~= name)
  return holds == shows
end

-- Refusals ---------------------------------------------------------------------------------------

local function check_attributes(el)
  for _, class in ipairs(el.classes) do
    if CLASSES[class] or class:match('^column') then
      complain('press does not support the class `' .. class .. '`', '.' .. class, class)
    elseif class:match('^callout%-') and not CALLOUTS[class:sub(9)] then
      complain('there is no callout of the kind `' .. class .. '`', class)
    end
  end
  for key, value in pairs(el.attributes) do
    if KEYS[key] then
      complain('press does not support the attribute `' .. key .. '`', key .. '=', key)
    elseif (key == 'when-format' or key == 'unless-format') and value ~= 'html' and value ~= 'typst' then
      complain('`' .. key .. '` knows html and typst, not "' .. value .. '"', key .. '="' .. value, key)
    end
  end
  local prefix = el.identifier:match('^(%a+)%-')
  if prefix and OTHERS[prefix] then
    complain('press does not support the identifier `#' .. el.identifier .. '`', '#' .. el.identifier)
  end
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
    if line:match('[#/%-%%;]%s*<%d+>%s*$') then
      complain('press does not support annotations of code', line)
    end
  end
  check_attributes(el)
end

local checks = {
  Div = check_attributes, Span = check_attributes, Header = check_attributes, Link = check_attributes,
  Image = check_attributes, Table = check_attributes, Figure = check_attributes,
  Code = check_code, CodeBlock = check_code_block, RawBlock = check_raw, RawInline = check_raw,
  Cite = function(cite)
    for _, citation in ipairs(cite.citations) do
      if OTHERS[citation.id:match('^(%a+)%-') or ''] then
        complain('press does not support the cross-reference `@' .. citation.id .. '`', '@' .. citation.id)
      end
    end
  end,
}

-- Normal forms -----------------------------------------------------------------------------------
-- A float is a Div of the class `press-float` with the attribute `kind`; its last block is a Div of
-- the class `press-caption`. A formula with a number is a Span of the class `press-equation`.

local function new_float(kind, identifier, body, caption, classes)
  local attr = pandoc.Attr(identifier, pandoc.List { 'press-float' } .. (classes or {}), { kind = kind })
  body:insert(pandoc.Div(pandoc.Plain(caption), pandoc.Attr('', { 'press-caption' })))
  return pandoc.Div(body, attr)
end

local function caption_inlines(caption)
  return pandoc.utils.blocks_to_inlines(caption.long, { pandoc.Space() })
end

local function caption_of(float)
  local last = float.content[#float.content]
  return last.content[1] and last.content[1].content or pandoc.Inlines {}
end

local function body_of(float)
  local body = float.content:clone()
  body:remove()
  return body
end

local function from_div(div)
  local kind = div.attributes['press-kind'] or div.identifier:match('^(%a+)%-')
  if is_float(div) and div.attributes.kind or (kind ~= 'fig' and kind ~= 'tbl') then return nil end
  local body, caption = div.content, pandoc.Inlines {}
  local last = body[#body]
  if #body > 1 and (last.t == 'Para' or last.t == 'Plain') then
    caption = last.content
    body:remove()
  end
  local found = pandoc.Blocks {}
  for _, block in ipairs(body) do
    if block.t == 'Div' and is_float(block) and block.identifier == '' then
      if #caption == 0 then caption = caption_of(block) end
      found:extend(body_of(block))
    else
      if block.t == 'Div' and is_float(block) then
        complain('press does not support figures within figures: `' .. block.identifier .. '`',
          '#' .. block.identifier)
      end
      found:insert(block)
    end
  end
  return new_float(kind, div.identifier, found, caption,
    div.classes:filter(function(class) return class ~= 'press-float' end))
end

local function number_formulas(inlines)
  local result = pandoc.Inlines {}
  for _, inline in ipairs(inlines) do
    local name, rest
    if inline.t == 'Str' then name, rest = inline.text:match('^{#(eq%-[%w_-]+)}([.,;:]?)$') end
    local at = #result
    while name and at > 0 and (result[at].t == 'Space' or result[at].t == 'SoftBreak') do at = at - 1 end
    local formula = name and result[at]
    if formula and formula.t == 'Math' and formula.mathtype == 'DisplayMath' then
      while #result >= at do result:remove() end
      result:insert(pandoc.Span({ formula }, pandoc.Attr(name, { 'press-equation' })))
      if rest ~= '' then result:insert(pandoc.Str(rest)) end
    else
      result:insert(inline)
    end
  end
  return result
end

local normal = {
  Inlines = number_formulas,
  Figure = function(figure)
    local body = pandoc.Blocks {}
    for _, block in ipairs(figure.content) do
      body:insert(block.t == 'Plain' and pandoc.Para(block.content) or block)
    end
    return new_float('fig', figure.identifier, body, caption_inlines(figure.caption))
  end,
  Table = function(tbl)
    local caption = caption_inlines(tbl.caption)
    if #caption == 0 and not tbl.identifier:match('^tbl%-') then return nil end
    local identifier = tbl.identifier
    tbl.caption, tbl.attr = { long = {} }, pandoc.Attr()
    return new_float('tbl', identifier, pandoc.Blocks { tbl }, caption)
  end,
  Div = function(div)
    local kind = callout_kind(div)
    if not kind then return from_div(div) end
    for key in pairs(div.attributes) do
      if key ~= 'title' then
        complain('press does not support the option `' .. key .. '` of callouts', key .. '=', key)
      end
    end
    local title = pandoc.read(div.attributes.title or '', 'markdown').blocks
    local first = div.content[1]
    if #title == 0 and first and first.t == 'Header' then
      title = { first }
      div.content:remove(1)
    end
    -- Of the class by which `visible` and the writers know it; a title is no section.
    div.attributes = {}
    div.content:insert(1, pandoc.Div(
      pandoc.Plain(title[1] and title[1].content or {}), pandoc.Attr('', { 'press-callout-title' })))
    return div
  end,
}

-- Numbers ----------------------------------------------------------------------------------------

local numbered_chapters, appendices = 0, 0
local loose = {} -- floats of unnumbered chapters are counted through the book

local function add_target(name, target, shown, search)
  local known = targets[name]
  if known and known.page == current
    and not (known.shown.html and shown.html or known.shown.typst and shown.typst) then
    return known.number -- the same float once for each format
  end
  if known then
    complain('the identifier `' .. name .. '` stands twice in the book', '#' .. name, search or name)
  end
  target.page, target.shown = current, shown
  targets[name] = target
end

local function letter(number)
  local first = number > 26 and string.char(64 + (number - 1) // 26) or ''
  return first .. string.char(65 + (number - 1) % 26)
end

local function number_heading(header, chapter)
  local unnumbered = header.classes:includes('unnumbered')
  chapter.number = ''
  if not unnumbered and chapter.appendix then
    appendices = appendices + 1
    chapter.number = letter(appendices)
  elseif not unnumbered then
    numbered_chapters = numbered_chapters + 1
    chapter.number = tostring(numbered_chapters)
  end
  chapter.name, chapter.title = header.identifier, header.content:clone()
  if chapter.number ~= '' then header.attributes.number = chapter.number end
  if header.identifier:match('^sec%-') then
    add_target(header.identifier, {
      kind = chapter.appendix and 'appendix' or 'chapter', number = chapter.number,
      title = chapter.title,
    }, { html = true, typst = true })
  end
end

local function number_chapter(blocks, chapter)
  local sections, counts, tops = {}, nil, {}

  local function section(header, shown)
    header.content:walk {
      Note = function() complain('a heading holds no note', '^[', stringify(header.content)) end,
    }
    if header.level == 1 then
      local words = stringify(header.content)
      tops[words] = (tops[words] or 0) + 1
      if counts then
        complain('a second heading of the first level: “' .. words .. '”',
          { text = '# ' .. words, nth = tops[words] }, words, words:match('%w%w%w%w+'))
        return header
      end
      number_heading(header, chapter)
      counts = chapter.number == '' and loose or {}
      return header
    end
    local number = ''
    if chapter.number and chapter.number ~= '' and not header.classes:includes('unnumbered') then
      for deeper = header.level, #sections do sections[deeper] = nil end
      for level = 1, header.level - 1 do sections[level] = sections[level] or 0 end
      sections[header.level - 1] = sections[header.level - 1] + 1
      number = chapter.number .. '.' .. table.concat(sections, '.')
      header.attributes.number = number
    end
    -- Pandoc's writer numbers what is not told to be unnumbered.
    if number == '' then header.classes:insert('unnumbered') end
    if header.identifier:match('^sec%-') then
      add_target(header.identifier, { kind = 'sec', number = number, title = header.content }, shown)
    end
    return header
  end

  local function numbered(el, kind, title, shown)
    if not el.identifier:match('^' .. kind .. '%-') then return el end
    counts = counts or {}
    local next_one = (counts[kind] or 0) + 1
    local number = chapter.number ~= '' and chapter.number .. '.' .. next_one or tostring(next_one)
    local known = add_target(el.identifier, { kind = kind, number = number, title = title }, shown,
      'label: ' .. el.identifier)
    if not known then counts[kind] = next_one end
    el.attributes.number = known or number
    return el
  end

  local function visit(inner, shown)
    return inner:walk {
      traverse = 'topdown',
      Header = function(header) return section(header, shown) end,
      Span = function(span)
        if span.classes:includes('press-equation') then return numbered(span, 'eq', nil, shown) end
      end,
      Div = function(div)
        if is_float(div) then return numbered(div, div.attributes.kind, caption_of(div), shown) end
        if div.classes:includes('content-visible') or div.classes:includes('content-hidden') then
          div.content = visit(div.content, {
            html = shown.html and visible(div, 'html'), typst = shown.typst and visible(div, 'typst'),
          })
          return div, false
        end
      end,
    }
  end

  local has_top = false
  for _, block in ipairs(blocks) do has_top = has_top or block.t == 'Header' and block.level == 1 end
  if not has_top then
    if current > 1 then
      complain('a chapter wants a title or a heading `# ...`')
      chapter.title, chapter.number, chapter.name = pandoc.Inlines {}, '', ''
      return blocks
    end
    -- The home page may bear the book's own title.
    blocks:insert(1, pandoc.Header(1, book.title, pandoc.Attr('home', { 'unnumbered' })))
  end
  return visit(blocks, { html = true, typst = true })
end

-- References -------------------------------------------------------------------------------------

local function where(name, page)
  if page == current then return '#' .. name end
  return '/' .. chapters[page].path .. '#' .. name
end

local function reference(citation)
  local name = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local target = targets[name]
  if not target then
    complain('`@' .. citation.id .. '` refers to nothing in the book', '@' .. citation.id)
    return pandoc.Inlines {}
  end
  local bare = citation.mode == 'SuppressAuthor'
  local shown = pandoc.Inlines {}
  if target.number == '' then
    shown:extend(target.title)
  elseif bare then
    shown:insert(pandoc.Str(target.kind == 'eq' and '(' .. target.number .. ')' or target.number))
  elseif #citation.prefix > 0 then
    shown:extend(citation.prefix)
    shown:insert(pandoc.Str('\u{a0}' .. target.number))
  else
    shown:insert(pandoc.Str(number_space(WORDS[target.kind], target.number)))
  end
  local result = pandoc.Inlines { pandoc.Link(shown, where(name, target.page), '', { class = 'press-reference' }) }
  result:extend(citation.suffix)
  return result
end

local first_cited -- where a work is cited first

local function refer(cite)
  local references, keys = 0, {}
  for _, citation in ipairs(cite.citations) do
    local kind = (citation.id:match('^(%a+)%-') or ''):lower()
    if OTHERS[kind] then return nil end
    if kind == 'fig' or kind == 'tbl' or kind == 'eq' or kind == 'sec' then references = references + 1 end
    keys[#keys + 1] = '@' .. citation.id
  end
  if references == 0 then
    first_cited = first_cited or { chapter = current, key = keys[1] }
    if #book.bibliography == 0 then
      complain(keys[1] .. ' is cited, but `bibliography` names no file', keys[1])
    end
    return nil
  end
  if references < #keys then
    complain(table.concat(keys, ' and ') .. ' mix a work and a cross-reference', keys[1])
    return nil
  end
  local result = pandoc.Inlines {}
  for place, citation in ipairs(cite.citations) do
    if place > 1 then result:extend { pandoc.Str(','), pandoc.Space() } end
    result:extend(reference(citation))
  end
  return result
end

-- Run a function that warns; return its result and each warning as { kind, text }.
local function heard(run, ...)
  local messages, result = pandoc.log.silence(run, ...)
  local found = {}
  for _, message in ipairs(messages) do
    local told = pandoc.json.decode(pandoc.json.encode(message), false)
    if told.verbosity == 'WARNING' then found[#found + 1] = told end
  end
  return result, found
end

local function cite_works(blocks)
  if #book.bibliography == 0 then return blocks end
  local holder
  for _, chapter in ipairs(blocks) do
    chapter.content:walk {
      Div = function(div) if div.identifier == 'refs' then holder = tonumber(chapter.attributes.index) end end,
    }
  end
  local doc, warnings = heard(pandoc.utils.citeproc, pandoc.Pandoc(blocks, {
    bibliography = pandoc.List(book.bibliography), ['link-citations'] = true, lang = book.lang,
  }))
  for _, warning in ipairs(warnings) do
    local key = warning.pretty:match('citation (%S+) not found')
    problems[#problems + 1] = {
      chapter = 0, texts = pandoc.List { key and '@' .. key or '' },
      message = key and '`@' .. key .. '` is not in the bibliography' or 'Pandoc warns: ' .. warning.pretty,
    }
  end
  local cited = #doc.blocks > #blocks
  if cited and not holder then
    current = first_cited.chapter
    complain('works are cited, but no chapter has `::: {#refs}`', first_cited.key)
  end
  local result = pandoc.Blocks {}
  for _, chapter in ipairs(doc.blocks) do
    current = tonumber(chapter.attributes.index) or 0
    if current > 0 then
      chapter.content = chapter.content:walk {
        Link = function(link)
          local name = link.target:match('^#(ref%-.+)$')
          if name and holder then
            link.target = where(name, holder)
            link.classes:insert('press-citation')
            return link
          end
        end,
      }
      result:insert(chapter)
    end
  end
  return result
end

-- Of what is conditional, what this format shows, without its wrapping.
local function shown_only(el)
  if not visible(el, format) then return {} end
  if el.classes:includes('content-visible') or el.classes:includes('content-hidden') then
    return el.content
  end
end

-- The whole way ----------------------------------------------------------------------------------

local tools = {
  book = book, chapters = chapters, complain = complain, heard = heard, WORDS = WORDS,
  CALLOUTS = CALLOUTS, is_float = is_float, caption_of = caption_of, body_of = body_of,
  callout_kind = callout_kind, number_space = number_space, contents_of = contents_of,
}

-- Let the project's filters change a chapter as they would under Quarto.
local function filtered(doc)
  for _, path in ipairs(book.filters) do
    local done, result = pcall(pandoc.utils.run_lua_filter, doc, path)
    if not done then
      local said = tostring(result):gsub('\nstack traceback.*', '')
      problems[#problems + 1] = { chapter = current, filter = path, message = said, texts = pandoc.List {} }
      return doc
    end
    doc = result
  end
  return doc
end

local function warned(warnings)
  for _, warning in ipairs(warnings) do
    local words = warning.pretty:gsub('\n', ' ')
    complain('Pandoc warns: ' .. words, warning.contents or words:match('math%s+(.-),?%s+rendering') or words)
  end
end

local function whole_book(doc)
  local blocks = doc.blocks
  for index, div in ipairs(blocks) do
    current = index
    chapters[index] = book.chapters[index]
    div.content:walk(checks)
    div.content = number_chapter(div.content:walk(normal), chapters[index])
  end
  blocks = blocks:walk { Div = shown_only, Span = shown_only }
  for index, div in ipairs(blocks) do
    current = index
    div.content = div.content:walk { Cite = refer }
  end
  blocks = cite_works(blocks)
  if #problems == 0 then
    local writer = assert(loadfile(pandoc.path.join { here, format .. '.lua' }))(tools)
    for index, div in ipairs(blocks) do
      current = index
      div.content = writer.prepare(div.content, index)
      div.content:walk {
        Image = function(image) table.insert(pictures, { chapter = index, path = image.src }) end,
      }
    end
    for index, div in ipairs(blocks) do
      current = index
      local made = filtered(pandoc.Pandoc(writer.change(div.content, index)))
      local text, warnings = heard(writer.write, made, index)
      warned(warnings)
      write_file(book.output .. '/' .. index .. '.' .. format, text)
    end
  end
  write_file(book.output .. '/report.json', pandoc.json.encode {
    problems = pandoc.List(problems), pictures = pandoc.List(pictures),
  })
  return pandoc.Pandoc {}
end

return { { Pandoc = whole_book } }
