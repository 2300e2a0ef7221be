//! A client that drives the real binary over standard input and output.
//!
//! A [`TestServer`] that is dropped shuts the server down and fails the test if anything was left over:
//! an exit code other than 0, a message nobody read, a request nobody answered.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// For anything that should happen; generous, because test machines stall.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What is settled before the server starts.
pub struct Builder {
    folder: Arc<TempDir>,
    capabilities: Value,
    options: Value,
    answers: Vec<(&'static str, Value)>,
    ignored: Vec<&'static str>,
    optional: Vec<&'static str>,
    log: &'static str,
    arguments: Vec<String>,
    environment: Vec<(&'static str, String)>,
}

impl Builder {
    /// Puts a file into the workspace.
    pub fn with_file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// Declares what the client can do.
    pub fn capabilities(mut self, capabilities: Value) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// Sets `initializationOptions`.
    pub fn options(mut self, options: Value) -> Self {
        self.options = options;
        self
    }

    /// Answers the server's requests of this `method` by `result`, or not at all if that is `"never"`; such
    /// requests need not be read. A request without a scripted answer is answered by `null`.
    pub fn answer(mut self, method: &'static str, result: Value) -> Self {
        self.answers.push((method, result));
        self
    }

    /// Lets notifications of this `method` go unread.
    pub fn ignore(mut self, method: &'static str) -> Self {
        self.ignored.push(method);
        self
    }

    /// Keeps notifications of this `method` to be read, and lets those be that nobody reads.
    pub fn optional(mut self, method: &'static str) -> Self {
        self.optional.push(method);
        self
    }

    /// Sets what the server writes to stderr; see [`TestServer::log`].
    pub fn log(mut self, filter: &'static str) -> Self {
        self.log = filter;
        self
    }

    /// Adds arguments for the binary.
    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(ToString::to_string));
        self
    }

    /// Sets an environment variable of the binary.
    pub fn environment(mut self, name: &'static str, value: String) -> Self {
        self.environment.push((name, value));
        self
    }

    /// Makes the workspace the user's home.
    pub fn at_home(self) -> Self {
        let home = self.folder.path().display().to_string();
        self.environment("HOME", home)
    }

    /// Starts the binary and says nothing to it.
    pub fn spawn(self) -> TestServer {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lacuna"))
            .args(&self.arguments)
            .env("LACUNA_LOG", self.log)
            .env("HOME", self.folder.path().join("home"))
            .envs(self.environment.iter().map(|it| (it.0, it.1.as_str())))
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, incoming) = channel();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                let _ = sender.send(message);
            }
        });
        let mut errors = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut log = Vec::new();
            errors.read_to_end(&mut log).unwrap();
            String::from_utf8_lossy(&log).into_owned()
        });
        TestServer {
            input: child.stdin.take(),
            child,
            incoming,
            log: Some(log),
            inbox: VecDeque::new(),
            open: Vec::new(),
            last_id: 0,
            initialized: Value::Null,
            settled: self,
            ended: false,
        }
    }

    /// Starts the binary and initializes it.
    pub fn start(self) -> TestServer {
        let mut server = self.spawn();
        let params = server.initialize_params();
        server.initialized = server.request("initialize", params);
        server.notify("initialized", json!({}));
        server
    }
}

/// The server under test, as a client sees it.
pub struct TestServer {
    child: Child,
    input: Option<ChildStdin>,
    incoming: Receiver<Value>,
    log: Option<thread::JoinHandle<String>>,
    inbox: VecDeque<Value>,
    open: Vec<i64>,
    last_id: i64,
    /// The result of `initialize`.
    pub initialized: Value,
    settled: Builder,
    ended: bool,
}

impl TestServer {
    /// A server in an empty folder, for a client that can do nothing.
    pub fn builder() -> Builder {
        Builder {
            folder: Arc::new(tempfile::Builder::new().prefix("lacuna").tempdir().unwrap()),
            capabilities: json!({}),
            options: Value::Null,
            answers: Vec::new(),
            ignored: vec!["window/logMessage"],
            optional: Vec::new(),
            log: "error",
            arguments: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// Another server for the same client in the same folder, which knows nothing yet.
    pub fn afresh(&self) -> Builder {
        let settled = &self.settled;
        Builder {
            folder: Arc::clone(&settled.folder),
            capabilities: settled.capabilities.clone(),
            options: settled.options.clone(),
            answers: settled.answers.clone(),
            ignored: settled.ignored.clone(),
            optional: settled.optional.clone(),
            log: settled.log,
            arguments: settled.arguments.clone(),
            environment: settled.environment.clone(),
        }
    }

    /// The parameters of `initialize` for this workspace.
    pub fn initialize_params(&self) -> Value {
        let folder = self.settled.folder.path();
        let root = format!("file://{}", folder.display());
        json!({
            "processId": std::process::id(),
            "rootUri": root,
            "workspaceFolders": [{"uri": root, "name": "workspace"}],
            "capabilities": self.settled.capabilities,
            "initializationOptions": self.settled.options,
        })
    }

    /// A file of the workspace.
    pub fn path(&self, name: &str) -> PathBuf {
        self.settled.folder.path().join(name)
    }

    /// Its URI; or `name` itself, if that is one.
    pub fn uri(&self, name: &str) -> String {
        if name.contains(':') { name.to_owned() } else { format!("file://{}", self.path(name).display()) }
    }

    /// The process.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Writes bytes that need not be a message.
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes.as_ref()).unwrap();
        input.flush().unwrap();
    }

    /// Closes the server's input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        self.write(frame(&message.to_string()));
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id, for [`TestServer::response`].
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.open.push(self.last_id);
        self.send(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}));
        self.last_id
    }

    /// Waits for the whole answer to a request.
    #[track_caller]
    pub fn response(&mut self, id: i64) -> Value {
        let response = self.receive(|message| message.get("method").is_none() && message["id"] == id);
        self.open.retain(|&open| open != id);
        response
    }

    /// Sends a request and waits for its result.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        let mut response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    /// Sends a request and waits for the code of its error.
    #[track_caller]
    pub fn request_error(&mut self, method: &str, params: Value) -> i64 {
        let id = self.send_request(method, params);
        let response = self.response(id);
        response["error"]["code"].as_i64().unwrap_or_else(|| panic!("{method}: {response}"))
    }

    /// Opens a document of the workspace with this text, at version 1.
    pub fn open(&mut self, name: &str, text: &str) {
        self.open_at(name, 1, text);
    }

    /// The same at another version.
    pub fn open_at(&mut self, name: &str, version: i32, text: &str) {
        let language = if name.ends_with(".bib") { "bibtex" } else { "latex" };
        let document =
            json!({"uri": self.uri(name), "languageId": language, "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces a stretch of an open document: `[line, column, line, column]`, or all of it.
    pub fn change(&mut self, name: &str, version: i32, range: Option<[u32; 4]>, text: &str) {
        let mut change = json!({"text": text});
        if let Some([line, column, to_line, to_column]) = range {
            change["range"] = json!({
                "start": {"line": line, "character": column},
                "end": {"line": to_line, "character": to_column},
            });
        }
        let document = json!({"uri": self.uri(name), "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    /// Closes a document.
    pub fn close(&mut self, name: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": self.uri(name)}}));
    }

    /// What the server holds an open document to be: its version and text, or `null`.
    #[track_caller]
    pub fn document(&mut self, name: &str) -> Value {
        let uri = self.uri(name);
        self.request("lacuna/document", json!({"textDocument": {"uri": uri}}))
    }

    /// The next diagnostics for a document.
    #[track_caller]
    pub fn diagnostics(&mut self, name: &str) -> Value {
        let uri = self.uri(name);
        let mut message = self.receive(|message| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri
        });
        message["params"].take()
    }

    /// Takes all diagnostics that have arrived: the last list of each document.
    pub fn arrived_diagnostics(&mut self) -> Vec<(String, Value)> {
        while let Ok(message) = self.incoming.try_recv() {
            self.accept(message);
        }
        let (lists, rest): (VecDeque<_>, VecDeque<_>) = std::mem::take(&mut self.inbox)
            .into_iter()
            .partition(|message| message["method"] == "textDocument/publishDiagnostics");
        self.inbox = rest;
        let list = |mut it: Value| (it["params"]["uri"].as_str().unwrap().to_owned(), it["params"].take());
        lists.into_iter().map(list).collect()
    }

    /// The parameters of the next notification, or request of the server's, of this `method`.
    #[track_caller]
    pub fn next(&mut self, method: &str) -> Value {
        self.receive(|message| message["method"] == method)["params"].take()
    }

    /// The first message, arrived or to come, for which `wanted` holds.
    #[track_caller]
    pub fn any(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        self.receive(wanted)
    }

    /// Takes a request for answered whose answer was taken by [`TestServer::any`].
    pub fn settle(&mut self, id: i64) {
        self.open.retain(|&open| open != id);
    }

    /// Takes the first message, arrived or to come, for which `wanted` holds.
    #[track_caller]
    fn receive(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.inbox.iter().position(&wanted) {
                return self.inbox.remove(at).unwrap();
            }
            match self.incoming.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(message) => self.accept(message),
                Err(RecvTimeoutError::Timeout) => panic!("no such message came; unread: {:#?}", self.inbox),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the server closed its output; unread: {:#?}", self.inbox)
                }
            }
        }
    }

    /// Files a message, and answers it if it is a request.
    fn accept(&mut self, message: Value) {
        let method = message["method"].as_str();
        if let (Some(method), Some(id)) = (method, message.get("id")) {
            let scripted = self.settled.answers.iter().rev().find(|(name, _)| *name == method);
            let result = scripted.map_or(Value::Null, |(_, result)| result.clone());
            if result != "never" && self.input.is_some() {
                self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
            }
        }
        if !method.is_some_and(|method| self.settled.ignored.contains(&method)) {
            self.inbox.push_back(message);
        }
    }

    /// Waits for the end of the process.
    #[track_caller]
    pub fn exit_status(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        self.ended = true;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            if Instant::now() > deadline {
                let _ = self.child.kill();
                panic!("the server does not end");
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Shuts the server down as a client should.
    #[track_caller]
    pub fn stop(&mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.exit_status().code(), Some(0));
    }

    /// Shuts the server down and returns what it wrote to stderr.
    #[track_caller]
    pub fn log(&mut self) -> String {
        if !self.ended {
            self.stop();
        }
        self.log.take().expect("the log is read once").join().unwrap()
    }

    /// All messages that are left once the server has ended.
    pub fn rest(&mut self) -> Vec<Value> {
        while let Ok(message) = self.incoming.recv() {
            self.accept(message);
        }
        let rest: Vec<_> = self.inbox.drain(..).collect();
        self.open.retain(|id| !rest.iter().any(|message| message["id"] == *id));
        rest
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.child.kill();
            let _ = self.child.wait();
            if let Some(log) = self.log.take() {
                eprintln!("the server's log:\n{}", log.join().unwrap());
            }
            return;
        }
        if !self.ended {
            self.stop();
        }
        let mut rest = self.rest();
        // What was foreseen by a scripted answer need not be read.
        let scripted = |method: &Value| self.settled.answers.iter().any(|(name, _)| method == name);
        let optional = |method: &Value| self.settled.optional.iter().any(|name| method == name);
        rest.retain(|message| !scripted(&message["method"]) && !optional(&message["method"]));
        assert!(rest.is_empty(), "unread: {rest:#?}");
        assert!(self.open.is_empty(), "unanswered: {:?}", self.open);
    }
}

/// `body` as it goes over the wire.
pub fn frame(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// The next message of the server, whose frames must be sound; `None` at the end.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut header = String::new();
    if output.read_line(&mut header).unwrap() == 0 {
        return None;
    }
    let length = header.strip_prefix("Content-Length: ").and_then(|rest| rest.trim_end().parse().ok());
    let mut body = vec![0; length.unwrap_or_else(|| panic!("not a header: {header:?}"))];
    output.read_line(&mut header).unwrap();
    output.read_exact(&mut body).unwrap();
    Some(serde_json::from_slice(&body).unwrap())
}
