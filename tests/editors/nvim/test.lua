-- The plugin in a headless Neovim, on a copy of the survey: `nvim --headless --clean -S test.lua`.
-- FIXTURE names the copy, OUT the folder for dumps of failed steps.
local fixture, out = vim.env.FIXTURE, vim.env.OUT
local gaps = { ["prose-citation"] = true, ["masked-citation"] = true }
local stand_ins = dofile(vim.fs.dirname(debug.getinfo(1, "S").source:sub(2)) .. "/pickers.lua")
local failed = false

local function say(...)
  io.stdout:write(table.concat({ ... }), "\n")
end

-- The test is a coroutine that gives way to Neovim's own loop while it waits: keys are handled only there.
local test
local function rest(ms)
  vim.defer_fn(function()
    assert(coroutine.resume(test))
  end, ms)
  coroutine.yield()
end

---@return any what `ready` came to return; raises after twenty seconds
local function wait(what, ready)
  for _ = 1, 1000 do
    local result = ready()
    if result then
      return result
    end
    rest(20)
  end
  error("waited in vain for " .. what, 2)
end

local function keys(text)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(text, true, false, true), "n", false)
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function text()
  return table.concat(lines(), "\n")
end

--- Puts the cursor on the first occurrence of `words`, `offset` bytes into it.
local function go(words, offset)
  for row, line in ipairs(lines()) do
    local column = line:find(words, 1, true)
    if column then
      return vim.api.nvim_win_set_cursor(0, { row, column - 1 + (offset or 0) })
    end
  end
  error("the buffer has no " .. words, 2)
end

local function open(name)
  vim.cmd.edit(fixture .. "/" .. name)
  return wait("the server", function()
    return vim.lsp.get_clients({ name = "lacuna", bufnr = 0 })[1]
  end)
end

local function open_citations()
  return vim.tbl_filter(function(it)
    return gaps[it.code]
  end, vim.diagnostic.get(0))
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return window
    end
  end
end

local function hover()
  rest(50) -- the cursor has moved, which would close the card
  vim.lsp.buf.hover()
  local window = wait("a hover card", float)
  local shown = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)
  return table.concat(shown, "\n")
end

local function has(where, what)
  assert(where:find(what, 1, true), ("no %q in: %s"):format(what, where))
end

local function has_not(where, what)
  assert(not where:find(what, 1, true), ("%q in: %s"):format(what, where))
end

--- Answers the next `vim.ui.select` with the item that `pick` returns.
local function answer(pick)
  local given
  vim.ui.select = function(items, options, done)
    given = { items = items, format = options.format_item or tostring, prompt = options.prompt }
    local chosen = pick(items)
    done(chosen, chosen and vim.fn.index(items, chosen) + 1 or nil)
  end
  return function()
    return given
  end
end

local function first(items)
  return items[1]
end

local function dump(name, message)
  local file = assert(io.open(("%s/%s.txt"):format(out, name:gsub("%W+", "-")), "w"))
  local shown = vim.inspect({
    message = message,
    buffer = vim.api.nvim_buf_get_name(0),
    cursor = vim.api.nvim_win_get_cursor(0),
    mode = vim.fn.mode(),
    messages = vim.fn.execute("messages"),
    diagnostics = vim.tbl_map(function(it)
      return ("%d:%d %s %s"):format(it.lnum + 1, it.col + 1, it.code, it.message)
    end, vim.diagnostic.get(0)),
  })
  file:write(shown, "\n\n", text(), "\n")
  file:close()
end

local function step(name, body)
  local fine, message = xpcall(body, debug.traceback)
  say(fine and "ok " or "not ok ", name)
  if not fine then
    failed = true
    dump(name, message)
    keys("<Esc>")
    rest(50)
  end
end

local function run()
  vim.o.swapfile = false
  vim.o.hidden = true
  -- A hit-enter prompt would wait for a person.
  vim.o.more = false
  vim.o.cmdheight = 8

  step("diagnostics on the 15 gaps", function()
    open("related-work.tex")
    wait("15 diagnostics", function()
      return #open_citations() == 15
    end)
    local marks = 0
    for _, space in pairs(vim.api.nvim_get_namespaces()) do
      for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true })) do
        marks = marks + ((mark[4].hl_group or ""):match("^DiagnosticUnderline") and 1 or 0)
      end
    end
    assert(marks >= 15, "only " .. marks .. " are underlined")
  end)

  step("next and previous open citation", function()
    vim.api.nvim_win_set_cursor(0, { 1, 0 })
    vim.cmd("Lacuna next")
    wait("the first gap", function()
      return vim.api.nvim_win_get_cursor(0)[1] == 4
    end)
    local there = vim.api.nvim_win_get_cursor(0)
    has(lines()[4]:sub(there[2] + 1), "Vinyals")
    vim.cmd("Lacuna next")
    wait("the second gap", function()
      return vim.api.nvim_win_get_cursor(0)[2] > there[2]
    end)
    vim.cmd("Lacuna prev")
    wait("the first gap again", function()
      return vim.deep_equal(vim.api.nvim_win_get_cursor(0), there)
    end)
  end)

  step("list in the quickfix window", function()
    vim.cmd("Lacuna list")
    local items = wait("the list", function()
      local items = vim.fn.getqflist()
      return #items > 0 and items
    end)
    assert(#items == 15, #items .. " items")
    has(items[1].text, "Vinyals")
    assert(vim.bo.buftype == "quickfix", "the window is not open")
    vim.cmd.cclose()
  end)

  step("hover on a prose citation", function()
    go("Devlin et al.", 3)
    local card = hover()
    has(card, "Pre-training of Deep Bidirectional Transformers")
    has_not(card, "{BERT}")
  end)

  step("completion by words of a title", function()
    vim.api.nvim_buf_set_lines(0, 2, 2, false, { "Typed here " })
    vim.api.nvim_win_set_cursor(0, { 3, 0 })
    vim.o.completeopt = "menuone,noselect"
    keys("A\\cite{cross-lingual lang<C-x><C-o>")
    local found = wait("the popup", function()
      return vim.fn.pumvisible() == 1 and vim.fn.complete_info({ "items" }).items
    end)
    local words = vim.tbl_map(function(it)
      return it.word
    end, found)
    assert(words[1] == "conneau2019cross", vim.inspect(words))
    assert(#vim.fn.uniq(vim.fn.sort(vim.deepcopy(words))) == #words, "an entry is offered twice")
    keys("<C-n><C-y>")
    wait("the key", function()
      return lines()[3] == "Typed here \\cite{conneau2019cross"
    end)
    keys("<Esc>")
    wait("normal mode", function()
      return vim.fn.mode() == "n"
    end)
    vim.cmd("undo")
    vim.api.nvim_buf_set_lines(0, 2, 3, false, {})
  end)

  if vim.fn.has("nvim-0.11") == 1 then
    step("completion as one types, by Neovim's own", function()
      local client = vim.lsp.get_clients({ name = "lacuna", bufnr = 0 })[1]
      vim.lsp.completion.enable(true, client.id, 0, { autotrigger = true })
      vim.api.nvim_buf_set_lines(0, 2, 2, false, { "Typed here " })
      vim.api.nvim_win_set_cursor(0, { 3, 0 })
      keys("A\\cite{")
      wait("the popup", function()
        return vim.fn.pumvisible() == 1
      end)
      -- Letter by letter, over the blank: first with the list open, then faster than any answer.
      local pause = 60
      for letter in ("dangers of stoch"):gmatch(".") do
        keys(letter)
        rest(pause)
        pause = letter == " " and 3 or pause
      end
      local found = wait("the entry alone", function()
        local items = vim.fn.complete_info({ "items" }).items
        return vim.fn.pumvisible() == 1 and #items == 1 and items
      end)
      rest(200) -- a person looks at it
      assert(found[1].word == "bender2021dangers", vim.inspect(found))
      assert(vim.fn.complete_info({ "items" }).items[1].menu:find("On the Dangers", 1, true), "no title in the row")
      keys("<C-n><C-y>")
      wait("the key", function()
        return lines()[3] == "Typed here \\cite{bender2021dangers"
      end)
      keys("<Esc>A} is written here")
      for letter in (" of stochastic parrots"):gmatch(".") do
        keys(letter)
        rest(5)
        assert(vim.fn.pumvisible() == 0, "a list outside of citations")
      end
      keys("<Esc>")
      wait("normal mode", function()
        return vim.fn.mode() == "n"
      end)
      vim.lsp.completion.enable(false, client.id, 0)
      vim.api.nvim_buf_set_lines(0, 2, 3, false, {})
    end)
  end

  step("beside texlab nothing is shown twice", function()
    local function answer(method)
      local of_bib = { label = "devlin2018bert" }
      return ({
        initialize = {
          capabilities = {
            hoverProvider = true,
            definitionProvider = true,
            documentSymbolProvider = true,
            foldingRangeProvider = true,
            completionProvider = { triggerCharacters = { "{" } },
          },
        },
        ["textDocument/hover"] = { contents = "texlab's card" },
        ["textDocument/completion"] = { isIncomplete = false, items = { of_bib } },
      })[method]
    end
    -- A stand-in within this process: all that matters is its name and what it answers.
    local function served(dispatchers)
      return {
        request = function(method, _, callback)
          vim.schedule(function()
            callback(nil, answer(method))
          end)
          return true, 1
        end,
        notify = function(method, params)
          if method == "textDocument/didOpen" then
            local range = { start = { line = 0, character = 7 }, ["end"] = { line = 0, character = 11 } }
            local twice = { { range = range, message = "Undefined reference" } }
            local uri = params.textDocument.uri
            vim.schedule(function()
              dispatchers.notification("textDocument/publishDiagnostics", { uri = uri, diagnostics = twice })
            end)
          end
        end,
        is_closing = function()
          return false
        end,
        terminate = function() end,
      }
    end
    vim.api.nvim_buf_set_lines(0, 0, 0, false, { " \\cite{nokey2020, devlin2018bert} and \\ref{x}" })
    vim.lsp.start({ name = "texlab", cmd = served, root_dir = fixture })
    local texlab = wait("texlab", function()
      return vim.lsp.get_clients({ name = "texlab", bufnr = 0 })[1]
    end)
    go("devlin2018bert", 3)
    local card = hover()
    has(card, "Pre-training of Deep Bidirectional Transformers")
    has_not(card, "texlab's card")
    local lacuna = vim.lsp.get_clients({ name = "lacuna", bufnr = 0 })[1]
    assert(not lacuna.server_capabilities.documentSymbolProvider, "two outlines")
    wait("our report", function()
      return vim.iter(vim.diagnostic.get(0)):any(function(it)
        return it.lnum == 0 and it.source == "lacuna"
      end)
    end)
    assert(not vim.iter(vim.diagnostic.get(0)):any(function(it)
      return it.message == "Undefined reference"
    end), "two reports")
    go("and \\ref", 9)
    rest(50) -- the cursor has moved, which would close the card
    vim.lsp.buf.hover()
    wait("texlab's card on a label", function()
      return vim.iter(vim.api.nvim_list_wins()):any(function(window)
        local buffer = vim.api.nvim_win_get_buf(window)
        return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)):find("texlab's card", 1, true)
      end)
    end)
    vim.cmd("silent! fclose!")
    vim.lsp.stop_client(texlab.id, true)
    vim.api.nvim_buf_set_lines(0, 0, 1, false, {})
  end)

  step("code action on a prose citation", function()
    go("Devlin et al.", 3)
    vim.lsp.buf.code_action({
      apply = true,
      filter = function(action)
        return action.isPreferred
      end,
    })
    wait("the cite command", function()
      return text():find("influential models in the field~\\cite{devlin2018bert}.", 1, true)
    end)
    has_not(text(), "**Devlin")
  end)

  step("fill by choice", function()
    go("event phenomena ____", 17)
    local given = answer(first)
    vim.cmd("Lacuna fill")
    wait("a cite command", function()
      return text():match("event phenomena[~ ]\\cite{[%w]+}%.")
    end)
    local entry = given().items[1]
    has(given().format(entry), entry.key)
  end)

  step("search and cite", function()
    go("language and thought ____", 22)
    answer(first)
    vim.cmd("Lacuna search stochastic parrots")
    wait("the cite command", function()
      return text():find("language and thought~\\cite{bender2021dangers}.", 1, true)
    end)
  end)

  step("search and cite by telescope", function()
    go("generalizing to unseen data", 8)
    local shown = stand_ins.telescope("stochastic parrots", function(it)
      return it.value.key == "bender2021dangers" or it.value.key == "brown2020language"
    end)
    vim.cmd("Lacuna search")
    wait("the cite command", function()
      return text():find("\\cite{bender2021dangers", 1, true) and text():find("general[^ ]*\\cite{bender2021dangers}")
    end)
    has(table.concat(shown().preview, "\n"), "Stochastic Parrots")
    has(shown().entries[1].display, "[bender2021dangers]")
    vim.cmd("undo")
  end)

  step("several by telescope", function()
    go("as healthcare and bioinformatics", 32)
    local keys = {}
    stand_ins.telescope("", function(it)
      keys[#keys + 1] = it.value.key
      return #keys <= 2
    end)
    require("telescope").load_extension("lacuna").lacuna()
    wait("the cite command", function()
      return text():find(("\\cite{%s,%s}"):format(keys[1], keys[2]), 1, true)
    end)
    vim.cmd("undo")
  end)

  step("search and cite by fzf-lua", function()
    go("generalizing to unseen data", 8)
    local shown = stand_ins.fzf_lua("stochastic parrots")
    vim.cmd("Lacuna search")
    wait("the cite command", function()
      return text():find("general[^ ]*\\cite{bender2021dangers}")
    end)
    has(shown()[1], "Stochastic Parrots")
    vim.cmd("undo")
    stand_ins.none()
  end)

  step("fill what is certain", function()
    answer(first)
    vim.cmd("Lacuna certain")
    wait("the cite command", function()
      return text():find("holtzman2019curious", 1, true)
    end)
    has_not(text(), "**Holtzman")
    has(text(), "**Conneau")
  end)

  step("a bibliography rewritten on disk is seen", function()
    vim.api.nvim_buf_set_lines(0, 2, 2, false, { "As in \\cite{nightingale1858notes}." })
    local function undefined()
      return vim.tbl_filter(function(it)
        return it.code == "undefined-citation"
      end, vim.diagnostic.get(0))[1]
    end
    wait("the undefined key", undefined)
    local path = fixture .. "/refs.bib"
    local file = assert(io.open(path, "a"))
    file:write("\n@book{nightingale1858notes,\n  author = {Nightingale, Florence},\n")
    file:write("  title = {Notes on Matters},\n  publisher = {Harrison},\n  year = {1858},\n}\n")
    file:close()
    wait("the key defined", function()
      return not undefined()
    end)
    go("nightingale", 3)
    has(hover(), "Notes on Matters")
  end)

  step("an entry of a master library is copied when its key is accepted", function()
    vim.api.nvim_buf_set_lines(0, 2, 2, false, { "" })
    vim.api.nvim_win_set_cursor(0, { 3, 0 })
    keys("A\\cite{method of least")
    keys("<C-x><C-o>")
    wait("the popup", function()
      return vim.fn.pumvisible() == 1
    end)
    keys("<C-n><C-y>")
    wait("the entry", function()
      local bib = vim.fn.bufadd(fixture .. "/refs.bib")
      local written = table.concat(vim.api.nvim_buf_get_lines(bib, 0, -1, false), "\n")
      return lines()[3] == "\\cite{legendre1805methode" and written:find("@book{legendre1805methode", 1, true)
    end)
    keys("<Esc>")
    wait("normal mode", function()
      return vim.fn.mode() == "n"
    end)
  end)

  step("BibTeX pasted", function()
    vim.api.nvim_buf_set_lines(0, 2, 3, false, { "As is known ____." })
    go("____", 1)
    vim.fn.setreg("a", "@article{bayes1763essay, author = {Bayes, Thomas}, title = {An Essay}, year = 1763}")
    vim.cmd("Lacuna paste a")
    wait("the cite command", function()
      return lines()[3] == "As is known~\\cite{bayes1763essay}."
    end)
    vim.api.nvim_buf_set_lines(0, 2, 3, false, {})
    vim.cmd("silent wall")
  end)

  step("status", function()
    local before = vim.api.nvim_get_current_win()
    vim.cmd("Lacuna status")
    wait("the window", function()
      return vim.api.nvim_get_current_win() ~= before
    end)
    has(text(), "refs.bib, 4")
    vim.cmd.close()
  end)

  step("hover on a key", function()
    open("main.tex")
    go("devlin2018bert", 3)
    local card = hover()
    has(card, "Devlin")
    has(card, "Pre-training of Deep Bidirectional Transformers")
    has_not(card, "{BERT}")
  end)

  step("rename in .tex and .bib", function()
    go("devlin2018bert", 3)
    vim.lsp.buf.rename("devlin2019bert")
    wait("the new key", function()
      return text():find("\\cite{devlin2019bert,brown2020language}", 1, true)
    end)
    vim.cmd.buffer("refs.bib")
    has(text(), "@misc{devlin2019bert,")
    vim.cmd.buffer("related-work.tex")
    has(text(), "\\cite{devlin2019bert}")
  end)

  step("checkhealth", function()
    vim.cmd("checkhealth lacuna")
    has(text(), "lacuna " .. vim.env.LACUNA_VERSION)
    has_not(text(), "ERROR")
    vim.cmd.bdelete()
  end)

  vim.cmd(failed and "cquit 1" or "qall!")
end

test = coroutine.create(run)
vim.schedule(function()
  local fine, message = coroutine.resume(test)
  if not fine then
    say("not ok the test itself: ", message)
    vim.cmd("cquit 2")
  end
end)
