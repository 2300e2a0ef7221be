"""Fills every gap of the survey through the language server, as an editor would, and compiles the result.

    fill.py FOLDER      (with main.tex, related-work.tex and refs.bib; `lacuna` on the PATH)

Prints `ok` or `not ok` for each step, as the editors' tests do.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

# The work named in a gap -> the action taken there, by how its title begins. The others get the first entry
# offered, or the stub.
PICKED = [
    ("Vinyals et al.", "Cite Sutskever et al."),
    ("Conneau et al.", "Cite Conneau et al."),
    ("Lample et al.", "Add `"),
    ("Lee et al.", "Add `"),
    ("Zhang et al.", "Cite Zhu et al."),
]


class Server:
    """The server, and the texts of the documents that are open in it."""

    def __init__(self, folder):
        self.process = subprocess.Popen(["lacuna"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.ident = 0
        self.texts, self.versions = {}, {}
        text_document = {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}
        workspace = {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}}
        self.request("initialize", {
            "processId": None, "rootUri": folder.as_uri(),
            "capabilities": {"general": {"positionEncodings": ["utf-32"]},
                             "workspace": workspace, "textDocument": text_document}})
        self.send({"method": "initialized", "params": {}})
        for path in sorted(folder.iterdir()):
            self.open(path)

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        length = 0
        while (line := self.process.stdout.readline().strip()):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def request(self, method, params):
        self.ident += 1
        self.send({"id": self.ident, "method": method, "params": params})
        while True:
            message = self.read()
            if "method" in message and "id" in message:  # a request of the server
                self.send({"id": message["id"], "result": None})
            elif message.get("id") == self.ident:
                if "error" in message:
                    raise RuntimeError("%s: %s" % (method, message["error"]["message"]))
                return message["result"]

    def command(self, command, argument):
        return self.request("workspace/executeCommand", {"command": command, "arguments": [argument]})

    def open(self, path):
        uri, language = path.as_uri(), "bibtex" if path.suffix == ".bib" else "latex"
        self.texts[uri], self.versions[uri] = path.read_bytes().decode(), 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": self.texts[uri]}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})

    def offset(self, uri, position):
        lines = self.texts[uri].split("\n")
        return sum(len(line) + 1 for line in lines[:position["line"]]) + position["character"]

    def apply(self, edit):
        for change in edit["documentChanges"]:
            document = change["textDocument"]
            uri = document["uri"]
            assert document["version"] == self.versions[uri], "the edit is for another version"
            text = self.texts[uri]
            ranges = [(self.offset(uri, it["range"]["start"]), self.offset(uri, it["range"]["end"]), it["newText"])
                      for it in change["edits"]]
            for start, end, new in sorted(ranges, reverse=True):
                text = text[:start] + new + text[end:]
            self.texts[uri], self.versions[uri] = text, self.versions[uri] + 1
            self.send({"method": "textDocument/didChange", "params": {
                "textDocument": {"uri": uri, "version": self.versions[uri]}, "contentChanges": [{"text": text}]}})


def step(name, body):
    try:
        body()
        print("ok", name)
    except Exception as problem:  # each step is told, whatever befell it
        print("not ok %s: %s" % (name, problem))


def main():
    folder = Path(sys.argv[1]).resolve()
    server = Server(folder)
    filled = []

    def fill():
        while not server.command("lacuna.search", {"query": "attention"}):
            pass  # the bibliography is still being read
        while (gaps := server.command("lacuna.openCitations", {})):
            gap = gaps[0]
            uri, start, end = gap["uri"], gap["range"]["start"], gap["range"]["end"]
            words = server.texts[uri][server.offset(uri, start):server.offset(uri, end)]
            place = {"start": start, "end": start}
            context = {"diagnostics": [], "only": ["quickfix"]}
            offered = server.request("textDocument/codeAction", {
                "textDocument": {"uri": uri}, "range": place, "context": context})
            edits = [it for it in offered if "edit" in it and not it["title"].startswith("Ignore")]
            picked = next((title for name, title in PICKED if words.startswith(name)), "")
            chosen = [it for it in edits if it["title"].startswith(picked)]
            assert chosen, "nothing is offered for %s: %s" % (words, [it["title"] for it in offered])
            server.apply(chosen[0]["edit"])
            filled.append((words, chosen[0]["title"]))
            assert len(filled) <= 15, "a gap is open after it was filled: %s" % filled[-1][0]
        assert len(filled) > 10, "%d gaps were filled" % len(filled)

    step("every gap is filled", fill)
    for words, title in filled:
        print("#", words, "->", title)
    for uri, text in server.texts.items():
        Path(uri.removeprefix("file://")).write_bytes(text.encode())

    server.request("shutdown", None)
    server.send({"method": "exit"})
    server.process.wait(10)

    def run(*command):
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return done.returncode, done.stdout.decode(errors="replace")

    def compile_all():
        latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main")
        for command in (latex, ("bibtex", "main"), latex, latex):
            status, out = run(*command)
            assert status == 0, "%s says: %s" % (command[0], out[-400:])

    def log():
        text = (folder / "main.log").read_text(errors="replace")
        wrong = re.findall(r".*(?:undefined|Missing \$|multiply defined).*", text)
        assert not wrong, "; ".join(wrong)
        items = (folder / "main.bbl").read_text(errors="replace").count("\\bibitem")
        cited = len(re.findall(r"\\citation", (folder / "main.aux").read_text(errors="replace")))
        assert items > 10 and cited > 10, "%d entries, %d citations" % (items, cited)

    step("pdflatex and bibtex end well", compile_all)
    step("no citation is undefined and no $ is missing", log)


main()
