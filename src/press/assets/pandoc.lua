-- Pandoc, for one job after the other: `pandoc lua pandoc.lua`.
--
-- A job is a line of JSON, which tells the length of its text, and the text; the answer a line with a sign of its
-- own, `done` or `failed` and a length, and a text. What stands before an answer Pandoc warned of.

local templates = {}

local function template(path)
  if not templates[path] then templates[path] = pandoc.template.compile(pandoc.system.read_file(path)) end
  return templates[path]
end

local function filtered(doc, path, format)
  local globals = setmetatable({ FORMAT = format, PANDOC_SCRIPT_FILE = path }, { __index = _G })
  local done, result = pcall(pandoc.utils.run_lua_filter, doc, path, globals)
  if not done then error('Error running filter ' .. path .. ':\n' .. tostring(result), 0) end
  return result
end

local function converted(job, text)
  local doc, options = pandoc.read(text, job.reader), job.options
  if options.citeproc then doc = pandoc.utils.citeproc(doc) end
  for _, path in ipairs(job.filters) do doc = filtered(doc, path, job.writer) end
  options.citeproc, options.template = nil, options.template and template(options.template)
  return pandoc.write(doc, job.writer, pandoc.WriterOptions(options))
end

for line in io.lines() do
  local job = pandoc.json.decode(line, false)
  local done, result = pcall(converted, job, io.read(job.length))
  result = tostring(result)
  io.write('\29press:', done and 'done' or 'failed', ' ', #result, '\n', result)
  io.flush()
end
