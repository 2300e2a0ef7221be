--- `:Telescope lacuna`: what is proposed at the cursor, then the library as one types, with cards. `<Tab>`
--- marks several entries to cite them together.
local actions = require("telescope.actions")
local action_state = require("telescope.actions.state")
local conf = require("telescope.config").values
local finders = require("telescope.finders")
local pickers = require("telescope.pickers")
local preview = require("telescope.previewers.utils")
local previewers = require("telescope.previewers")
local sorters = require("telescope.sorters")

local entries = require("lacuna.entries")
local server = require("lacuna.server")

local function said(text)
  return type(text) == "string" and text or ""
end

--- What stands in the preview: the card where the server sent one.
local function card(entry)
  local text = said(entry.card)
  if text == "" then
    text = ("**%s**\n\n%s\n\n%s"):format(said(entry.title), said(entry.label), said(entry.venue))
  end
  return vim.split(text, "\n")
end

local function cite(opts)
  opts = opts or {}
  local client = server.client()
  local source = opts.source or client and entries.source(client)
  if not source then
    return server.tell("the server is not running here; see :checkhealth lacuna", vim.log.levels.ERROR)
  end
  pickers
    .new(opts, {
      prompt_title = opts.prompt_title or "Cite",
      finder = finders.new_dynamic({
        fn = function(prompt)
          return entries.find(source, prompt or "")
        end,
        entry_maker = function(entry)
          local line = entries.line(entry)
          return { value = entry, display = line, ordinal = line }
        end,
      }),
      -- The server has chosen and ordered.
      sorter = sorters.highlighter_only(opts),
      previewer = conf.preview ~= false and previewers.new_buffer_previewer({
        title = "Card",
        define_preview = function(self, selected)
          vim.api.nvim_buf_set_lines(self.state.bufnr, 0, -1, false, card(selected.value))
          -- Its looks alone: the filetype would start whatever the user has for documents.
          preview.highlighter(self.state.bufnr, "markdown")
          local window = vim.wo[self.state.winid]
          window.wrap, window.linebreak, window.conceallevel = true, true, 2
        end,
      }) or nil,
      attach_mappings = function(prompt)
        actions.select_default:replace(function()
          local marked = action_state.get_current_picker(prompt):get_multi_selection()
          local chosen = #marked > 0 and marked or { action_state.get_selected_entry() }
          actions.close(prompt)
          entries.cite(
            source,
            vim.tbl_map(function(it)
              return it.value.key
            end, chosen)
          )
        end)
        return true
      end,
    })
    :find()
end

return require("telescope").register_extension({ exports = { lacuna = cite, cite = cite } })
