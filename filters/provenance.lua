-- A number in prose carries where it comes from.
--
-- The package prints a number as a span with the class `stated` (something the report states) or
-- `count` (a count that it prints), and says in attributes what is known of it:
--
--   [61%]{.stated entry="..." verdict="differs" printed="61%" formula="1,209 / 1,965 = ..."
--         source="page 22" maker="recount...." row="percentages.csv"}
--
-- On the website this filter makes the number a button that opens a note beside it, without any
-- script. In the PDF it makes a footnote, once a chapter for each entry; later mentions link to
-- the ledger. It runs under Quarto and under plain Pandoc alike.

local LEDGER = '/chapters/ledger.qmd'

-- A sign and a word for each verdict, so that none rests on colour. The PDF's fonts hold all signs.
local VERDICTS = {
  agrees       = { sign = '✓', word = 'agrees', says = 'the counts in the text give this number' },
  differs      = { sign = '≠', word = 'differs', says = 'the counts in the text give another number' },
  consistent   = { sign = '≈', word = 'consistent', says = 'counts exist that give this number' },
  impossible   = { sign = '✗', word = 'impossible', says = 'no counts give this number' },
  no_counts    = { sign = '∅', word = 'no counts', says = 'the text has no counts for it' },
  cited        = { sign = '❝', word = 'cited', says = 'a figure of another study' },
  holds        = { sign = '✓', word = 'holds', says = 'true in every consistent table' },
  fails        = { sign = '✗', word = 'fails', says = 'true in no consistent table' },
  depends      = { sign = '±', word = 'depends', says = 'its fair readings come to different verdicts' },
  open         = { sign = '◇', word = 'open', says = 'true in some consistent tables only' },
  not_testable = { sign = '–', word = 'not testable', says = 'no statistic could settle it' },
}

local APART = { differs = true, impossible = true }

local is_html = FORMAT:match('html') ~= nil
local is_typst = FORMAT:match('typst') ~= nil

local running = 0 -- numbers the notes of a page, so that their identifiers are unique
local notes = pandoc.Blocks {} -- under Quarto the notes of a page stand after its text
local noted = {}  -- what already has its footnote in this chapter

local function kind_of(span)
  for _, class in ipairs(span.classes) do
    if class == 'stated' or class == 'count' then
      return class
    end
  end
end

local function escaped(text)
  local signs = { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }
  return (text:gsub('[&<>"]', signs))
end

local function html(text)
  return pandoc.RawInline('html', text)
end

-- What is known of a number, in the order in which it is shown: of each fact its name, then pieces of
-- text, those in between `strong` or `code`.
local function facts_of(span)
  local given = span.attributes
  local facts = {}
  local function add(name, first, ...)
    -- Each fact is a sentence of its own.
    facts[#facts + 1] = { name = name, { text = (first:gsub('^%l', string.upper)) }, ... }
  end
  if (given.formula or '') ~= '' then add('formula', given.formula) end
  local verdict = VERDICTS[given.verdict]
  if verdict then
    add('verdict', verdict.sign .. ' ', { strong = verdict.word }, { text = ': ' .. verdict.says })
  end
  if given.source then add('source', 'Printed on ' .. given.source) end
  if given.derived then add('source', given.derived) end
  if given.maker then
    local row = given.row and { { text = ' from ' }, { code = given.row } } or {}
    add('maker', 'Computed by ', { code = given.maker }, table.unpack(row))
  elseif given.row then
    add('maker', 'Data: ', { code = given.row })
  end
  return facts
end

local function as_html(fact)
  local result = '<span class="provenance-' .. fact.name .. '">'
  for _, piece in ipairs(fact) do
    local tag = piece.strong and 'strong' or piece.code and 'code'
    local text = escaped(piece.strong or piece.code or piece.text)
    result = result .. (tag and '<' .. tag .. '>' .. text .. '</' .. tag .. '>' or text)
  end
  return result .. '</span>'
end

local function as_inlines(fact)
  local result = pandoc.Inlines {}
  for _, piece in ipairs(fact) do
    if piece.text then
      result:extend(pandoc.Inlines(piece.text))
    else
      result:insert(piece.strong and pandoc.Strong(piece.strong) or pandoc.Code(piece.code))
    end
  end
  return result
end

local function on_page(span, kind)
  running = running + 1
  local id = 'provenance-' .. running
  local given = span.attributes
  local text = pandoc.utils.stringify(span.content)
  local verdict = VERDICTS[given.verdict]
  local classes = kind .. (given.verdict and (' verdict-' .. given.verdict:gsub('_', '-')) or '')

  local name = text .. (verdict and ', ' .. verdict.word or '') .. ': where it comes from'

  local result = pandoc.Inlines { html(string.format(
    '<span class="provenance"><button type="button" class="%s" popovertarget="%s" aria-label="%s">',
    escaped(classes), id, escaped(name))) }
  result:extend(span.content)
  -- In the text a sign stands where a printed number is not what its counts give; every note has
  -- one. Signs at the ends of ranges and at recomputed values would only be in the reader's way.
  if verdict and APART[given.verdict] and text == (given.printed or text) then
    result:insert(html('<span class="provenance-sign" aria-hidden="true">' .. verdict.sign .. '</span>'))
  end
  result:insert(html('</button>'))

  local known = string.format(
    '<span class="provenance-note" id="%s" popover role="group" aria-label="Where %s comes from">',
    id, escaped(text))
  for _, fact in ipairs(facts_of(span)) do known = known .. as_html(fact) end
  local note = pandoc.Inlines { html(known) }
  if given.entry then
    note:insert(html('<span class="provenance-ledger">'))
    -- A link of Pandoc's own with a path from the project's root, which the renderer sets right.
    note:insert(pandoc.Link('In the ledger: ' .. given.entry, LEDGER .. '#' .. given.entry))
    note:insert(html('</span>'))
  end
  note:insert(html('</span>'))
  if quarto then
    -- Quarto's search would index each note with the paragraph that it stands in.
    notes:insert(pandoc.Plain(note))
  else
    result:extend(note)
  end
  result:insert(html('</span>'))
  return result
end

local function in_print(span)
  local given = span.attributes
  local key = given.entry or (pandoc.utils.stringify(span.content) .. (given.row or given.source or ''))
  if noted[key] then
    if given.entry then
      return pandoc.Inlines { pandoc.Link(span.content, '#' .. given.entry) }
    end
    return span.content
  end
  local facts = facts_of(span)
  if #facts == 0 and not given.entry then
    return span.content
  end
  noted[key] = true
  local note = pandoc.Inlines {}
  for _, fact in ipairs(facts) do
    -- How the number was made stands in the ledger; a footnote has room for the rest.
    if fact.name ~= 'maker' or not given.entry then
      if #note > 0 then
        note:extend { pandoc.Str('.'), pandoc.Space() }
      end
      note:extend(as_inlines(fact))
    end
  end
  if #note > 0 then
    note:insert(pandoc.Str('.'))
  end
  if given.entry then
    note:extend { pandoc.Space(), pandoc.Link('Ledger', '#' .. given.entry), pandoc.Str('.') }
  end
  local result = pandoc.Inlines {}
  result:extend(span.content)
  result:insert(pandoc.Note { pandoc.Para(note) })
  return result
end

-- Headings become lists of contents and links cannot hold buttons: there is no room for a note.
local function refuse(inside, element)
  element.content:walk {
    Span = function(span)
      if kind_of(span) then
        error(string.format(
          'a number with its provenance stands in the %s “%s”; write it there without one',
          inside, pandoc.utils.stringify(element.content)))
      end
    end,
  }
end

-- Between "Fig.", "page" and the like and their number no line ends.
local TIED = { ['Fig.'] = true, ['Figs.'] = true, Page = true, Pages = true, page = true, pages = true, Table = true }

local function tied(inlines)
  local changed
  for i = 1, #inlines - 2 do
    local text = inlines[i].text
    if text and TIED[text:match('[%a.]+$')] and inlines[i].t == 'Str' and inlines[i + 1].t == 'Space' then
      local number = inlines[i + 2]
      if number.t == 'Str' and number.text:match('^%d') then
        inlines[i + 1] = pandoc.Str '\u{a0}'
        changed = inlines
      end
    end
  end
  return changed
end

local filter = {
  traverse = 'topdown',
  Inlines = tied,

  Header = function(header)
    if header.level == 1 then
      noted = {}
    end
    refuse('heading', header)
    return header, false
  end,

  Link = function(link)
    refuse('link', link)
    return nil
  end,

  Span = function(span)
    local kind = kind_of(span)
    if not kind then
      return nil
    end
    if is_html then
      return on_page(span, kind), false
    elseif is_typst then
      return in_print(span), false
    end
    return span.content, false
  end,
}

function Pandoc(doc)
  local result = doc:walk(filter)
  if is_html and running > 0 and quarto then
    quarto.doc.include_text('after-body', pandoc.write(pandoc.Pandoc(notes), 'html'))
    quarto.doc.add_html_dependency {
      name = 'provenance',
      version = '1.0.0',
      scripts = { 'provenance.js' },
      stylesheets = { 'provenance.css' },
    }
  end
  return result
end
