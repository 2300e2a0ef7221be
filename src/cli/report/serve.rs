//! `lacuna report --serve`: the page on the loopback interface, for the browser of this machine alone. It is made anew
//! when a file has changed, and asks for that itself.
//!
//! Whoever does not know the token in the address gets nothing; a page of the web that sends a browser here names
//! another host, and is refused by that.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::paper::made;
use crate::cli::load::Loaded;
use crate::cli::paths;
use crate::cli::terminal::{complain, print};
use crate::features::report::Former;
use crate::features::report::html::{Links, Options, html};

/// How often the files are looked at.
const LOOKED_EVERY: Duration = Duration::from_millis(500);
/// A request that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest request (bytes) that is read: its first line and its headers.
const LONGEST: usize = 16 << 10;
/// So many are answered at once; a browser opens half a dozen.
const AT_ONCE: usize = 32;

/// What is served.
struct Served {
    page: String,
    revision: String,
}

/// Serves the report on a path until interrupted.
pub(super) fn serve(asked: &Path, former: Option<&Former>, links: Links, port: u16) -> Result<(), String> {
    let mut token = [0; 16];
    getrandom::fill(&mut token).map_err(|why| format!("no random address can be made: {why}"))?;
    let token: String = token.iter().map(|it| format!("{it:02x}")).collect();
    let (served, mut files) = page(asked, former, links)?;
    let served = Arc::new(Mutex::new(served));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|why| format!("port {port} of this machine cannot be listened to: {why}"))?;
    let port = listener.local_addr().map_err(|why| why.to_string())?.port();
    print(&format!("The report is at http://127.0.0.1:{port}/{token}/ until this is interrupted.\n"));
    let door = Door { token, port, served: Arc::clone(&served) };
    std::thread::spawn(move || door.open(&listener));
    let mut before = stamp(asked, &files);
    loop {
        std::thread::sleep(LOOKED_EVERY);
        let now = stamp(asked, &files);
        if now == before {
            continue;
        }
        match page(asked, former, links) {
            Ok((new, others)) => {
                files = others;
                *served.lock().unwrap_or_else(PoisonError::into_inner) = new;
            }
            Err(why) => complain(&why),
        }
        before = stamp(asked, &files);
    }
}

/// The page as it is now, and the files that it is made of.
fn page(asked: &Path, former: Option<&Former>, links: Links) -> Result<(Served, Vec<PathBuf>), String> {
    let (report, Loaded { snapshot, .. }) = made(asked, former)?;
    let still = html(&report, &Options { links, revision: None });
    let mut hasher = DefaultHasher::new();
    still.hash(&mut hasher);
    let revision = format!("{:016x}", hasher.finish());
    let page = html(&report, &Options { links, revision: Some(revision.clone()) });
    let files = snapshot.documents.keys().filter_map(|it| it.path().map(Path::to_owned)).collect();
    Ok((Served { page, revision }, files))
}

/// What changes when a file of the paper does, or one comes or goes beside it.
fn stamp(asked: &Path, files: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths::below(asked).iter().chain(files) {
        let found = path.metadata().ok();
        let written = found.as_ref().and_then(|it| it.modified().ok());
        (path, written, found.map(|it| it.len())).hash(&mut hasher);
    }
    hasher.finish()
}

/// Where requests come in.
struct Door {
    token: String,
    port: u16,
    served: Arc<Mutex<Served>>,
}

impl Door {
    fn open(self, listener: &TcpListener) {
        let (door, busy) = (Arc::new(self), Arc::new(AtomicUsize::new(0)));
        for stream in listener.incoming().filter_map(Result::ok) {
            // A browser keeps connections open that say nothing: none waits for another.
            if busy.fetch_add(1, Ordering::SeqCst) >= AT_ONCE {
                busy.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let (door, busy) = (Arc::clone(&door), Arc::clone(&busy));
            std::thread::spawn(move || {
                // Who has gone gets no answer.
                let _ = door.answer(stream);
                busy.fetch_sub(1, Ordering::SeqCst);
            });
        }
    }

    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let Some(request) = read(&mut stream)? else { return Ok(()) };
        let (status, kind, body) = self.response(&request);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n\
             Referrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        if !request.starts_with("HEAD ") {
            stream.write_all(body.as_bytes())?;
        }
        stream.flush()
    }

    fn response(&self, request: &str) -> (&'static str, &'static str, String) {
        let plain = |status, body: &str| (status, "text/plain", format!("{body}\n"));
        let mut lines = request.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut hosts =
            lines.filter_map(|it| it.split_once(':')).filter(|it| it.0.eq_ignore_ascii_case("host"));
        let (host, another) = (hosts.next().map(|it| it.1.trim()), hosts.next());
        let own = ["127.0.0.1", "localhost"].map(|it| format!("{it}:{}", self.port));
        if another.is_some() || !host.is_some_and(|it| own.iter().any(|own| own.eq_ignore_ascii_case(it))) {
            return plain(
                "421 Misdirected Request",
                "This is served to this machine alone, under its own name.",
            );
        }
        if !matches!(method, "GET" | "HEAD") {
            return plain("405 Method Not Allowed", "The report can only be read.");
        }
        let asked =
            path.split('?').next().unwrap_or_default().strip_prefix('/').and_then(|it| it.split_once('/'));
        let served = self.served.lock().unwrap_or_else(PoisonError::into_inner);
        match asked.filter(|it| it.0 == self.token) {
            Some((_, "")) => ("200 OK", "text/html", served.page.clone()),
            Some((_, "revision")) => ("200 OK", "text/plain", served.revision.clone()),
            _ => plain("404 Not Found", "Nothing is here; the whole address is needed."),
        }
    }
}

/// The first line and the headers of a request, if it comes to their end in time and length.
fn read(stream: &mut TcpStream) -> std::io::Result<Option<String>> {
    let (mut head, mut part) = (Vec::new(), [0; 1024]);
    while !head.windows(4).any(|it| it == b"\r\n\r\n") {
        let length = stream.read(&mut part)?;
        if length == 0 || head.len() + length > LONGEST {
            return Ok(None);
        }
        head.extend_from_slice(&part[..length]);
    }
    Ok(Some(String::from_utf8_lossy(&head).into_owned()))
}
