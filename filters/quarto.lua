-- What press does by itself and Quarto does not: it runs under Quarto alone.

if quarto == nil then
  return {}
end

-- A page has one heading of the first level, on the home page the book's title; and its licence
-- stands at its foot.
local function on_page(doc)
  if pandoc.path.filename(quarto.doc.input_file) == 'index.qmd' then
    local title
    local text = doc.blocks:filter(function(block)
      local first = block.t == 'Header' and block.level == 1
      title = first and block or title
      return not first
    end)
    doc.blocks = pandoc.Blocks { pandoc.Div(text, { title.identifier, { 'section', 'level1' } }) }
  end
  local licence = doc.meta.license -- as Quarto gives it: text and address
  if licence then
    local link = pandoc.Link(licence.text, pandoc.utils.stringify(licence.url))
    doc.blocks:insert(pandoc.Div(pandoc.Para { link }, { '', { 'page-foot' } }))
  end
  return doc
end

if FORMAT:match('html') then
  return { { Pandoc = on_page } }
end

-- In the PDF a link into the file of a chapter leads to a place in the same document: Quarto sets
-- the whole book as one there, and would leave a link to a chapter, and each link in a table of
-- ours, pointing at a file that a reader of the PDF does not have.

local headings = {} -- the identifier of a chapter's heading, by the name of its file
local parts = false -- whether the first part has begun

local find = {
  Header = function(header)
    local state = quarto.doc.file_metadata()
    if state and state.file and state.file.bookItemType == 'part' and not parts then
      parts = true
      return { pandoc.RawBlock('typst', '#show: within-parts'), header }
    end
    local path = state and state.file and state.file.bookItemFile
    local name = path and path:match('[^/]+%.qmd$')
    if name and header.level == 1 and not headings[name] then
      headings[name] = header.identifier
    end
  end,
}

local turn = {
  Link = function(link)
    local name, place = link.target:match('([^/]+%.qmd)#?(.*)$')
    if name and headings[name] then
      link.target = '#' .. (place ~= '' and place or headings[name])
      return link
    end
  end,
}

return { quarto.utils.combineFilters { quarto.utils.file_metadata_filter(), find }, turn }
