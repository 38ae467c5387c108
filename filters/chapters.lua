-- In the PDF a link into the file of a chapter leads to a place in the same document.
--
-- Quarto sets the whole book as one document there. It would leave a link to a chapter, and each
-- link in a table of ours, pointing at a file that a reader of the PDF does not have. press
-- resolves its links before any filter runs.

if quarto == nil or not FORMAT:match('typst') then
  return {}
end

local headings = {} -- the identifier of a chapter's heading, by the name of its file

local find = {
  Header = function(header)
    local state = quarto.doc.file_metadata()
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
