--- How far the reading of large bibliographies is, in the command line, for those who have nothing that shows
--- `LspProgress`.
local config = require("lacuna.config")

local M = {}

local function told(value)
  local parts = { value.title, value.message }
  if value.percentage then
    parts[#parts + 1] = value.percentage .. "%"
  end
  return table.concat(parts, " ")
end

function M.follow(group)
  vim.api.nvim_create_autocmd("LspProgress", {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      local value = event.data.params and event.data.params.value
      -- While something is typed into the command line it is not to be written over.
      if not client or client.name ~= "lacuna" or type(value) ~= "table" or vim.fn.mode() == "c" then
        return
      end
      if config.options().progress == false then
        return
      end
      local text = value.kind == "end" and "" or "lacuna: " .. told(value)
      vim.api.nvim_echo({ { text } }, false, {})
      vim.cmd.redraw()
    end,
  })
end

return M
