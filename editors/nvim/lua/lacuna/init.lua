--- Open citations in Neovim: the subcommands of `:Lacuna`, and starting the server.
local config = require("lacuna.config")
local server = require("lacuna.server")

local M = {}

--- Starts the server with every TeX and BibTeX buffer, unless `vim.g.lacuna.enabled` is false.
function M.start()
  if config.options().enabled == false then
    return
  end
  if vim.fn.has("nvim-0.11") == 1 then
    vim.lsp.enable("lacuna")
    return
  end
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("lacuna", {}),
    pattern = config.filetypes,
    callback = function(event)
      if vim.bo[event.buf].buftype == "" then
        local file = vim.api.nvim_buf_get_name(event.buf)
        local root = vim.fs.root(event.buf, config.root_markers) or vim.fs.dirname(file)
        local client = vim.tbl_extend("error", config.client(), {
          name = "lacuna",
          root_dir = root,
          on_attach = function(_, buffer)
            vim.bo[buffer].omnifunc = "v:lua.require'lacuna.omnifunc'"
          end,
        })
        vim.lsp.start(client, { bufnr = event.buf })
      end
    end,
  })
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
  server.execute(client, "openCitations", vim.empty_dict(), function(gaps)
    if not gaps or #gaps == 0 then
      return server.tell("no open citation")
    end
    show("Open citations", vim.tbl_map(function(gap)
      local section = gap.section and gap.section ~= vim.NIL and gap.section .. ": " or ""
      return item(client, gap, section .. gap.message, gap.verdict == "match" and "I" or "W")
    end, gaps))
  end)
end

local function insert(client, place, keys)
  if #keys > 0 then
    server.execute(client, "insertCitation", vim.tbl_extend("force", place, { keys = keys }))
  end
end

--- One line for an entry in a list to choose from; what the server left out is left out.
local function line(entry)
  local parts = {}
  for _, part in ipairs({ entry.label, entry.title, entry.venue, entry.why }) do
    if type(part) == "string" and part ~= "" then
      parts[#parts + 1] = part
    end
  end
  return ("%s  [%s]"):format(table.concat(parts, " · "), entry.key)
end

--- Lets the user choose an entry or, with `several`, one after the other until none is chosen.
local function choose(entries, several, done, chosen)
  chosen = chosen or {}
  local prompt = #chosen == 0 and "Cite" or ("Cite %s and"):format(table.concat(chosen, ", "))
  vim.ui.select(entries, { prompt = prompt, kind = "lacuna", format_item = line }, function(entry)
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
    choose(rest, several, done, chosen)
  end)
end

local function offer(client, place, entries, several)
  if not entries or #entries == 0 then
    return server.tell("nothing in the bibliographies fits")
  end
  choose(entries, several, function(keys)
    insert(client, place, keys)
  end)
end

local function fill(client, _, several)
  local place = server.place(client)
  local argument = vim.tbl_extend("force", place, { limit = 30 })
  server.execute(client, "candidates", argument, function(entries)
    offer(client, place, entries, several)
  end)
end

local function search(client, words, several)
  local place = server.place(client)
  local function find(query)
    if not query or query == "" then
      return
    end
    local argument = { uri = place.uri, query = query, limit = 50 }
    server.execute(client, "search", argument, function(entries)
      offer(client, place, entries, several)
    end)
  end
  if words ~= "" then
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
  server.execute(client, "fillAllCertain", { apply = false }, function(result)
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

---@type table<string, fun(client: vim.lsp.Client, words: string, bang: boolean)>
local subcommands = {
  next = jump("nextOpenCitation"),
  prev = jump("previousOpenCitation"),
  list = list,
  fill = fill,
  search = search,
  certain = certain,
  suppress = function(client)
    server.execute(client, "suppress", server.place(client))
  end,
  status = function(client)
    server.execute(client, "openCitations", vim.empty_dict(), function(gaps)
      local unmatched = vim.tbl_filter(function(gap)
        return gap.verdict == "not-found"
      end, gaps or {})
      server.tell(("%d open, %d of them not in the bibliographies"):format(#(gaps or {}), #unmatched))
    end)
  end,
}

--- Runs `:Lacuna name words`.
function M.run(name, words, bang)
  local subcommand = subcommands[name]
  if not subcommand then
    return server.tell("there is no :Lacuna " .. name, vim.log.levels.ERROR)
  end
  -- The quickfix window has no server; the lists are as good from any buffer.
  local client = server.client() or vim.lsp.get_clients({ name = "lacuna" })[1]
  if not client then
    return server.tell("the server is not running; see :checkhealth lacuna", vim.log.levels.ERROR)
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
