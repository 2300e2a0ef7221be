--- Talking to the server that is attached to a buffer.
local M = {}

---@param buffer? integer
---@return vim.lsp.Client?
function M.client(buffer)
  return vim.lsp.get_clients({ name = "lacuna", bufnr = buffer or 0 })[1]
end

--- Where the cursor is, in the server's words.
function M.place(client)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  return { uri = params.textDocument.uri, position = params.position }
end

function M.tell(message, level)
  vim.notify("lacuna: " .. message, level or vim.log.levels.INFO)
end

--- Runs a command of the server; `done` gets its result, never an error.
---@param command string without the leading `lacuna.`
---@param argument table
---@param done? fun(result: any)
function M.execute(client, command, argument, done)
  local params = { command = "lacuna." .. command, arguments = { argument } }
  local function answered(err, result)
    if err then
      M.tell(err.message, vim.log.levels.ERROR)
    elseif done then
      done(result ~= vim.NIL and result or nil)
    end
  end
  -- Named, so that what was typed last is sent before.
  local buffer = vim.api.nvim_get_current_buf()
  -- Methods of a client take the client itself since 0.11.
  if vim.fn.has("nvim-0.11") == 1 then
    client:request("workspace/executeCommand", params, answered, buffer)
  else
    client.request("workspace/executeCommand", params, answered, buffer)
  end
end

return M
