--- 'omnifunc'. Neovim's own runs no command of an accepted item, by which the entry of a master library is
--- copied; and that of 0.10 compares what is typed with the keys and so finds no entry by the words of its
--- title. The server has already chosen; nothing is left out here.
local server = require("lacuna.server")

local found = {}

--- The column of a position in the cursor's line, in bytes from 0.
local function bytes(client, column)
  local line = vim.api.nvim_get_current_line()
  if vim.fn.has("nvim-0.11") == 1 then
    return vim.str_byteindex(line, client.offset_encoding, column, false)
  end
  return vim.lsp.util._str_byteindex_enc(line, column, client.offset_encoding)
end

--- Runs the command of the item that was accepted.
local function accepted()
  local item = vim.tbl_get(vim.v.completed_item, "user_data", "lacuna")
  local client = item and server.client()
  if client and item.command then
    server.execute(client, item.command.command:gsub("^lacuna%.", ""), item.command.arguments[1])
  end
end

--- The column where the key begins; or what tells Vim to leave without a message.
local function start()
  local client = server.client()
  local place = client and server.place(client)
  local params = place and { textDocument = { uri = place.uri }, position = place.position }
  local answer = client and server.request(client, "textDocument/completion", params, vim.api.nvim_get_current_buf())
  found = answer and answer.items or {}
  if #found == 0 then
    return -3
  end
  local group = vim.api.nvim_create_augroup("lacuna.omnifunc", {})
  vim.api.nvim_create_autocmd("CompleteDone", { group = group, buffer = 0, once = true, callback = accepted })
  local edit = found[1].textEdit
  return bytes(client, (edit.range or edit.insert).start.character)
end

return function(findstart)
  if findstart == 1 then
    return start()
  end
  return vim.tbl_map(function(item)
    local card = type(item.documentation) == "table" and item.documentation.value or ""
    return {
      word = item.textEdit.newText,
      abbr = item.label,
      menu = item.detail or vim.tbl_get(item, "labelDetails", "description"),
      info = card,
      dup = 1,
      user_data = { lacuna = { command = item.command } },
    }
  end, found)
end
