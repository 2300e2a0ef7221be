--- Pickers of other plugins, whose list follows what is typed; used where they are installed.
local config = require("lacuna.config")
local entries = require("lacuna.entries")

local M = {}

local function telescope(source, title)
  require("telescope").load_extension("lacuna")
  require("telescope").extensions.lacuna.cite({ source = source, prompt_title = title })
end

local function fzf_lua(source, title)
  require("fzf-lua").fzf_live(function(typed)
    -- The words alone in older versions, in a list of arguments in newer ones.
    local query = type(typed) == "table" and typed[1] or typed
    return vim.tbl_map(function(entry)
      return entry.key .. "\t" .. entries.line(entry)
    end, entries.find(source, query or ""))
  end, {
    prompt = title .. "> ",
    exec_empty_query = true, -- what is proposed
    fzf_opts = { ["--multi"] = true, ["--delimiter"] = "\t", ["--with-nth"] = "2.." },
    actions = {
      ["enter"] = function(selected)
        entries.cite(source, vim.tbl_map(function(line)
          return line:match("^[^\t]+")
        end, selected))
      end,
    },
  })
end

local known = { telescope = telescope, ["fzf-lua"] = fzf_lua }

--- The picker to use: the one named in `vim.g.lacuna.picker`, else the first that is installed.
---@return fun(source: lacuna.Source, title: string)?
function M.live()
  local named = config.options().picker
  if named then
    return known[named]
  end
  for _, name in ipairs({ "telescope", "fzf-lua" }) do
    if pcall(require, name) then
      return known[name]
    end
  end
end

return M
