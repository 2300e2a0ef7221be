// The leaves of a text without a tree, for texts that nobody edits: tree-sitter's parser spends most of its time on
// the tree. The tokens are those of parser.c and scanner.c, called as tree-sitter calls them; a test compares both.

#include "tree_sitter/parser.h"

#include <stddef.h>

const TSLanguage *tree_sitter_lacuna_tex(void);

// What tree-sitter's own lexer is to the functions of parser.c and scanner.c: `lexer` comes first, so that they are
// given the address of both. Offsets are bytes.
typedef struct {
    TSLexer lexer;
    const uint8_t *text;
    size_t length;
    size_t at;     // of the character looked at
    size_t width;  // of it
    size_t start;  // of the token
    size_t end;    // as far as the token was marked
} Reader;

static const size_t UNMARKED = SIZE_MAX;

// The text is UTF-8 throughout.
static void look(Reader *reader) {
    if (reader->at >= reader->length) {
        reader->lexer.lookahead = 0;
        reader->width = 0;
        return;
    }
    const uint8_t *it = reader->text + reader->at;
    if (it[0] < 0x80) {
        reader->lexer.lookahead = it[0];
        reader->width = 1;
    } else if (it[0] < 0xE0) {
        reader->lexer.lookahead = (it[0] & 0x1F) << 6 | (it[1] & 0x3F);
        reader->width = 2;
    } else if (it[0] < 0xF0) {
        reader->lexer.lookahead = (it[0] & 0x0F) << 12 | (it[1] & 0x3F) << 6 | (it[2] & 0x3F);
        reader->width = 3;
    } else {
        reader->lexer.lookahead =
            (it[0] & 0x07) << 18 | (it[1] & 0x3F) << 12 | (it[2] & 0x3F) << 6 | (it[3] & 0x3F);
        reader->width = 4;
    }
}

static void advance(TSLexer *lexer, bool skip) {
    Reader *reader = (Reader *)lexer;
    reader->at += reader->width;
    if (skip) reader->start = reader->at;
    look(reader);
}

static void mark_end(TSLexer *lexer) {
    Reader *reader = (Reader *)lexer;
    reader->end = reader->at;
}

static bool is_eof(const TSLexer *lexer) {
    const Reader *reader = (const Reader *)lexer;
    return reader->at >= reader->length;
}

// Neither function asks for these.
static uint32_t no_column(TSLexer *lexer) { (void)lexer; return 0; }
static bool no_range(const TSLexer *lexer) { (void)lexer; return false; }
static void no_log(const TSLexer *lexer, const char *message, ...) { (void)lexer, (void)message; }

static void begin(Reader *reader, size_t from) {
    reader->at = reader->start = from;
    reader->end = UNMARKED;
    reader->lexer.result_symbol = 0;
    look(reader);
    // As tree-sitter does with a byte order mark.
    if (from == 0 && reader->lexer.lookahead == 0xFEFF) advance(&reader->lexer, true);
}

// The token behind `from`, and where it `start`s and `end`s. `is_begun` tells whether its paragraph has a token already,
// and so may end. The symbol is the language's; 0 at the end of the text.
uint16_t lacuna_tex_leaf(const uint8_t *text, size_t length, size_t from, bool is_begun, size_t *start, size_t *end) {
    const TSLanguage *language = tree_sitter_lacuna_tex();
    // In the order of `externals` in grammar.js: three tokens, two ends, U+0000, never the recovery.
    const bool valid[] = {true, true, true, is_begun, is_begun, true, false};
    Reader reader = {
        .lexer = {0, 0, advance, mark_end, no_column, no_range, is_eof, no_log},
        .text = text,
        .length = length,
    };
    begin(&reader, from);
    uint16_t symbol;
    if (language->external_scanner.scan(NULL, &reader.lexer, valid)) {
        symbol = language->external_scanner.symbol_map[reader.lexer.result_symbol];
    } else {
        begin(&reader, from);
        if (!language->lex_fn(&reader.lexer, 0)) return 0;
        symbol = reader.lexer.result_symbol;
    }
    if (reader.end == UNMARKED) reader.end = reader.at;
    *start = reader.start < reader.end ? reader.start : reader.end;
    *end = reader.end;
    return symbol;
}
