--- Entries of the library: finding them, choosing among them, citing them at the cursor.
local server = require("lacuna.server")

local M = {}

---@class lacuna.Source where entries are to be cited
---@field client vim.lsp.Client
---@field buffer integer
---@field place { uri: string, position: lsp.Position }

--- The cursor of this window, remembered before a list takes the focus.
---@return lacuna.Source
function M.source(client)
  return { client = client, buffer = vim.api.nvim_get_current_buf(), place = server.place(client) }
end

--- What is proposed at the place, or what fits the words typed so far.
function M.find(source, query)
  if vim.trim(query) == "" then
    local argument = vim.tbl_extend("force", source.place, { limit = 50 })
    return server.await(source.client, "candidates", argument, source.buffer) or {}
  end
  local argument = { uri = source.place.uri, query = query, limit = 50 }
  return server.await(source.client, "search", argument, source.buffer) or {}
end

function M.cite(source, keys)
  if #keys > 0 then
    local argument = vim.tbl_extend("force", source.place, { keys = keys })
    server.execute(source.client, "insertCitation", argument, nil, source.buffer)
  end
end

--- One line for an entry in a list to choose from: its key where it is seen, however narrow the list; what the
--- server left out is left out.
function M.line(entry)
  local parts = { ("%s [%s]"):format(entry.label, entry.key) }
  for _, part in ipairs({ entry.title, entry.venue, entry.why }) do
    if type(part) == "string" and part ~= "" then
      parts[#parts + 1] = part
    end
  end
  return table.concat(parts, " · ")
end

--- The same, no longer than a line of the screen beside the number that is typed to choose it.
function M.short(entry)
  local line, width = M.line(entry), vim.o.columns - 6
  if vim.fn.strdisplaywidth(line) <= width then
    return line
  end
  return vim.fn.strcharpart(line, 0, width - 1) .. "…"
end

--- Lets the user choose an entry or, with `several`, one after the other until none is chosen.
---@param done fun(keys: string[])
function M.choose(entries, several, done, chosen)
  chosen = chosen or {}
  local prompt = #chosen == 0 and "Cite" or ("Cite %s and"):format(table.concat(chosen, ", "))
  vim.ui.select(entries, { prompt = prompt, kind = "lacuna", format_item = M.short }, function(entry)
    if not entry then
      return done(several and chosen or {})
    end
    chosen[#chosen + 1] = entry.key
    if not several then
      return done(chosen)
    end
    local rest = vim.tbl_filter(function(other)
      return not vim.tbl_contains(chosen, other.key)
    end, entries)
    if #rest == 0 then
      return done(chosen)
    end
    M.choose(rest, several, done, chosen)
  end)
end

return M
