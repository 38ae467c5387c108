-- What both writers do with a chapter that `read.lua` read: settings, conditional parts, references.

local tools = { stringify = pandoc.utils.stringify, words = { fig = 'Figure', tbl = 'Table' } }

local function target_of(citation, settings)
  return settings.targets[citation.id:sub(1, 1):lower() .. citation.id:sub(2)]
end

local function reference(citation, target)
  local shown = pandoc.Inlines {}
  if target.number == '' then
    shown:insert(pandoc.Str(target.title))
  elseif citation.mode == 'SuppressAuthor' then
    shown:insert(pandoc.Str(target.number))
  else
    shown:extend(#citation.prefix > 0 and citation.prefix or { pandoc.Str(target.word) })
    shown:insert(pandoc.Str('\u{a0}' .. target.number))
  end
  local result = pandoc.Inlines { pandoc.Link(shown, target.href, '', { class = 'press-reference' }) }
  result:extend(citation.suffix)
  return result
end

-- Return the chapter's blocks without what the format does not show, with references and citations,
-- and its settings. The metadata keep what the template wants.
function tools.begin(doc, format)
  local settings = pandoc.json.decode(doc.meta.press, false)
  local cites = doc.meta['press-cites'] or {}
  local works = doc.meta['press-works']
  doc.meta.press, doc.meta['press-cites'], doc.meta['press-works'] = nil, nil, nil
  local function shown(el)
    if not el.classes:includes('content-visible') then return nil end
    return (el.attributes['when-format'] or format) == format and el.content or {}
  end
  return doc.blocks:walk {
    Cite = function(cite)
      if not target_of(cite.citations[1], settings) then return nil end -- a work
      local result = pandoc.Inlines {}
      for place, citation in ipairs(cite.citations) do
        if place > 1 then result:extend { pandoc.Str(','), pandoc.Space() } end
        result:extend(reference(citation, target_of(citation, settings)))
      end
      return result
    end,
    Span = function(span)
      if not span.classes:includes('press-cite') then return shown(span) end
      return cites[tonumber(span.attributes.item)].content:walk {
        Link = function(link)
          if not link.target:match('^#ref%-') then return nil end
          link.target = settings.works .. link.target
          link.classes:insert('press-citation')
          return link
        end,
      }
    end,
    Div = function(div)
      if div.identifier == 'refs' and works then return works end
      return shown(div)
    end,
  }, settings
end

function tools.is_float(div)
  return div.classes:includes('press-float')
end

function tools.caption_of(float)
  return float.content[#float.content].content[1].content
end

function tools.body_of(float)
  local body = float.content:clone()
  body:remove()
  return body
end

return tools
