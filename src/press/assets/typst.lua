-- Run after the project's filters, on the way to Typst.
-- A heading's number, role and level were settled for the whole book (see typst_nodes.py);
-- Pandoc's own writer has no way to say them.

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

function Header(header)
  local given = header.attributes
  if not given['press-role'] then
    return nil
  end
  local number = given['press-number']
  local numbering = number ~= '' and ('(..) => ' .. quoted(number)) or 'none'
  local open = string.format(
    '#heading(level: %s, supplement: [%s], numbering: %s, outlined: %s)[',
    given['press-level'], given['press-role'], numbering,
    given['press-listed'] == 'yes' and 'true' or 'false'
  )
  local inlines = pandoc.Inlines { pandoc.RawInline('typst', open) }
  inlines:extend(header.content)
  local label = header.identifier ~= '' and (' <' .. header.identifier .. '>') or ''
  inlines:insert(pandoc.RawInline('typst', ']' .. label))
  return pandoc.Plain(inlines)
end
