--- Open citations in Neovim: the subcommands of `:Lacuna`, and starting the server.
local beside = require("lacuna.beside")
local config = require("lacuna.config")
local entries = require("lacuna.entries")
local pickers = require("lacuna.pickers")
local progress = require("lacuna.progress")
local server = require("lacuna.server")
local typing = require("lacuna.typing")

local M = {}

--- Starts the server with every TeX and BibTeX buffer, unless `vim.g.lacuna.enabled` is false.
function M.start()
  local group = vim.api.nvim_create_augroup("lacuna", {})
  vim.api.nvim_create_autocmd("LspAttach", {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == "lacuna" then
        vim.bo[event.buf].omnifunc = "v:lua.require'lacuna.omnifunc'"
        typing.follow(event.buf)
      end
      beside.share(event.buf)
    end,
  })
  progress.follow(group)
  if config.options().enabled == false then
    return
  end
  if vim.fn.has("nvim-0.11") == 1 then
    vim.lsp.enable("lacuna")
    return
  end
  local function attach(event)
    if vim.bo[event.buf].buftype == "" then
      local file = vim.api.nvim_buf_get_name(event.buf)
      local folder = file ~= "" and vim.fs.dirname(file) or nil
      local root = vim.fs.root(event.buf, config.root_markers) or folder
      local client = vim.tbl_extend("error", config.client(), { name = "lacuna", root_dir = root })
      vim.lsp.start(client, { bufnr = event.buf })
    end
  end
  vim.api.nvim_create_autocmd("FileType", { group = group, pattern = config.filetypes, callback = attach })
  -- What was open before the plugin was loaded.
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(config.filetypes, vim.bo[buffer].filetype) then
      attach({ buf = buffer })
    end
  end
end

local function jump(command)
  return function(client)
    server.execute(client, command, server.place(client), function(gap)
      if gap then
        vim.lsp.util.show_document(gap, client.offset_encoding, { focus = true })
      else
        server.tell("no open citation")
      end
    end)
  end
end

--- A place of the server's as an item of the quickfix list.
local function item(client, place, text, kind)
  local made = vim.lsp.util.locations_to_items({ place }, client.offset_encoding)[1]
  made.text, made.type = text, kind
  return made
end

local function show(title, items)
  vim.fn.setqflist({}, " ", { title = title, items = items })
  vim.cmd("botright copen")
end

local function list(client)
  server.execute(client, "openCitations", server.document(client), function(gaps)
    if not gaps or #gaps == 0 then
      return server.tell("no open citation")
    end
    show("Open citations", vim.tbl_map(function(gap)
      local section = gap.section and gap.section ~= vim.NIL and gap.section .. ": " or ""
      return item(client, gap, section .. gap.message, gap.verdict == "match" and "I" or "W")
    end, gaps))
  end)
end

--- Lets the user choose of `entries` in Neovim's own list, and cites at the place of `source`; says what was
--- searched where there are none.
local function offer(source, list, several, words)
  if #list == 0 then
    return server.execute(source.client, "searched", { uri = source.place.uri }, function(told)
      server.tell((words and "no entry has any word of “" .. words .. "”" or "nothing fits") .. "; searched " .. told.text)
    end, source.buffer)
  end
  entries.choose(list, several, function(keys)
    entries.cite(source, keys)
  end)
end

local function fill(client, _, several)
  local source = entries.source(client)
  local picker = pickers.live()
  if picker then
    return picker(source, "Fill Open Citation")
  end
  -- No more than a small screen shows: Neovim's own list does not scroll, it waits for a key.
  local argument = vim.tbl_extend("force", source.place, { limit = 9 })
  server.execute(client, "candidates", argument, function(found)
    offer(source, found or {}, several)
  end)
end

local function search(client, words, several)
  local source = entries.source(client)
  local function find(query)
    if not query or query == "" then
      return
    end
    local argument = { uri = source.place.uri, query = query, limit = 50 }
    server.execute(client, "search", argument, function(found)
      offer(source, found or {}, several, query)
    end)
  end
  local picker = words == "" and pickers.live()
  if picker then
    picker(source, "Search the Library and Cite")
  elseif words ~= "" then
    find(words)
  else
    vim.ui.input({ prompt = "Search the library: " }, find)
  end
end

--- The changes of a workspace edit as quickfix items, each with the text that will stand there.
local function changes(client, edit)
  local items = {}
  local function add(uri, edits)
    for _, it in ipairs(edits) do
      items[#items + 1] = item(client, { uri = uri, range = it.range }, "→ " .. it.newText, "I")
    end
  end
  for uri, edits in pairs(edit.changes or {}) do
    add(uri, edits)
  end
  for _, change in ipairs(edit.documentChanges or {}) do
    add(change.textDocument.uri, change.edits)
  end
  return items
end

local function certain(client)
  local argument = vim.tbl_extend("force", server.document(client), { apply = false })
  server.execute(client, "fillAllCertain", argument, function(result)
    local edit = type(result) == "table" and type(result.edit) == "table" and result.edit or {}
    local items = changes(client, edit)
    if #items == 0 then
      return server.tell("no open citation is certain")
    end
    show("Certain citations", items)
    local prompt = ("Fill %d open citation%s?"):format(#items, #items == 1 and "" or "s")
    vim.ui.select({ "Fill them all", "Leave them" }, { prompt = prompt, kind = "lacuna" }, function(_, index)
      vim.cmd.cclose()
      if index == 1 then
        vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
      end
    end)
  end)
end

--- Adds BibTeX of a register to the bibliography and cites it at the cursor.
local function paste(client, register)
  local text = vim.fn.getreg(register ~= "" and register or vim.v.register)
  local argument = vim.tbl_extend("force", server.place(client), { text = text })
  server.execute(client, "pasteBibtex", argument, function(answer)
    local cited = vim.tbl_map(function(key)
      return vim.tbl_contains(answer.added, key) and key .. " (new in the bibliography)" or key
    end, answer.keys)
    server.tell("cited " .. table.concat(cited, ", "))
  end)
end

--- Why the server sees what it sees of this paper, in a window of its own.
local function status(client)
  server.execute(client, "status", server.document(client), function(told)
    vim.cmd("botright new")
    vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = "nofile", "wipe", false
    vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(vim.trim(told.text), "\n"))
    vim.bo.modifiable = false
  end)
end

---@type table<string, fun(client: vim.lsp.Client, words: string, bang: boolean)>
local subcommands = {
  next = jump("nextOpenCitation"),
  prev = jump("previousOpenCitation"),
  list = list,
  fill = fill,
  search = search,
  certain = certain,
  paste = paste,
  suppress = function(client)
    server.execute(client, "suppress", server.place(client))
  end,
  status = status,
}

--- Runs `:Lacuna name words`.
function M.run(name, words, bang)
  local subcommand = subcommands[name]
  if not subcommand then
    return server.tell("there is no :Lacuna " .. name, vim.log.levels.ERROR)
  end
  -- The quickfix window has no server; these are as good from any buffer, and are of all papers then.
  local anywhere = name == "list" or name == "certain" or name == "status"
  local client = server.client() or anywhere and vim.lsp.get_clients({ name = "lacuna" })[1]
  if not client then
    return server.tell("the server is not running here; see :checkhealth lacuna", vim.log.levels.ERROR)
  end
  subcommand(client, words or "", bang or false)
end

--- The subcommands that begin with `lead`.
function M.complete(lead)
  local names = vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, vim.tbl_keys(subcommands))
  table.sort(names)
  return names
end

return M
