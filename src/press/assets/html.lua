-- A chapter's blocks as they go to Pandoc's HTML writer.

local tools = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), 'common.lua' })
local settings

local function raw(text)
  return pandoc.RawBlock('html', text)
end

local function escaped(text)
  local signs = { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }
  return (text:gsub('[&<>"]', signs))
end

local function float(div)
  local kind, number = div.attributes.kind, settings.numbers[tonumber(div.attributes['press-item'])]
  local shown = pandoc.Inlines {}
  if number ~= '' then
    local label = pandoc.Span(tools.words[kind] .. '\u{a0}' .. number, pandoc.Attr('', { 'float-label' }))
    shown:extend { label, pandoc.Space() }
  end
  shown:extend(tools.caption_of(div))
  local classes = div.classes:filter(function(class) return class ~= 'press-float' end)
  local identity = div.identifier ~= '' and ' id="' .. escaped(div.identifier) .. '"' or ''
  local caption = pandoc.Blocks { raw('<figcaption>'), pandoc.Plain(shown), raw('</figcaption>') }
  local parts = pandoc.Blocks { raw(string.format(
    '<figure%s class="%s">', identity, table.concat({ 'float', 'float-' .. kind, table.unpack(classes) }, ' '))) }
  if kind == 'tbl' then parts:extend(caption) end
  parts:extend(tools.body_of(div))
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
    RawBlock = function(el) if el.format ~= 'html' then return {} end end,
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
