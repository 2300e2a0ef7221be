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

--- The document of this window, for what is about its paper; none where it has no server.
function M.document(client)
  return vim.lsp.buf_is_attached(0, client.id) and { uri = vim.uri_from_bufnr(0) } or vim.empty_dict()
end

function M.tell(message, level)
  vim.notify("lacuna: " .. message, level or vim.log.levels.INFO)
end

-- Methods of a client take the client itself since 0.11.
local takes_itself = vim.fn.has("nvim-0.11") == 1

local function result_of(answer)
  return answer ~= vim.NIL and answer or nil
end

--- Runs a command of the server; `done` gets its result, never an error.
---@param command string without the leading `lacuna.`
---@param argument table
---@param done? fun(result: any)
---@param buffer? integer the buffer it is about; what was typed into it last is sent before
function M.execute(client, command, argument, done, buffer)
  local params = { command = "lacuna." .. command, arguments = { argument } }
  local function answered(err, result)
    if err then
      M.tell(err.message, vim.log.levels.ERROR)
    elseif done then
      done(result_of(result))
    end
  end
  buffer = buffer or vim.api.nvim_get_current_buf()
  local sent
  if takes_itself then
    sent = client:request("workspace/executeCommand", params, answered, buffer)
  else
    sent = client.request("workspace/executeCommand", params, answered, buffer)
  end
  if not sent then
    M.tell("the server has stopped; see :checkhealth lacuna", vim.log.levels.ERROR)
  end
end

--- Asks the server and waits for its answer; `nil` where none comes in time.
function M.request(client, method, params, buffer)
  local answer
  if takes_itself then
    answer = client:request_sync(method, params, 1000, buffer)
  else
    answer = client.request_sync(method, params, 1000, buffer)
  end
  return answer and result_of(answer.result)
end

--- Runs a command and waits for its result, for lists that follow what is typed.
function M.await(client, command, argument, buffer)
  local params = { command = "lacuna." .. command, arguments = { argument } }
  return M.request(client, "workspace/executeCommand", params, buffer)
end

return M
