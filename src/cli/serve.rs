//! `serve`: the page, or any folder, on this computer only; for looking at it, not for hosting.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use clap::Args;
use tiny_http::{Header, Method, Request, Response, Server, StatusCode};

use super::out::{self, Problem};
use super::{Outcome, Verdict, files};

/// Serves a folder, such as the page, on this computer only
///
/// Open the address that it prints; stop it with Ctrl+C. It is made for looking at a release and at
/// what was added to it. To host the page for others, use a web server: docs/hosting.md.
#[derive(Args)]
pub struct Serve {
    /// The folder with index.html
    folder: PathBuf,
    /// Port; 0 takes a free one
    #[arg(short, long, default_value_t = 8080)]
    port: u16,
}

/// How many requests are answered at once.
const THREADS: usize = 4;

/// Types by the ending of a file. Browsers refuse scripts and WebAssembly of another type.
const TYPES: [(&str, &str); 21] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("json", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("ico", "image/x-icon"),
    ("webp", "image/webp"),
    ("yaml", "text/yaml; charset=utf-8"),
    ("yml", "text/yaml; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("ndjson", "application/x-ndjson"),
    ("parquet", "application/vnd.apache.parquet"),
    ("zip", "application/zip"),
];

impl Serve {
    pub fn run(self) -> Outcome {
        let name = files::name(&self.folder);
        let root = self.folder.canonicalize().map_err(|error| {
            Problem::of(
                &name,
                format!("The folder cannot be opened: {error}. Build the page first, or name another one."),
            )
        })?;
        if !root.is_dir() {
            return Err(Problem::of(
                &name,
                "This is no folder. Name the one with index.html.",
            ));
        }
        let server = Server::http(("127.0.0.1", self.port)).map_err(|error| {
            Problem(format!(
                "Port {} cannot be used: {error}. Choose another one with --port, or 0 for a free one.",
                self.port
            ))
        })?;
        let port = server
            .server_addr()
            .to_ip()
            .map_or(self.port, |it| it.port());
        out::print(&format!("http://127.0.0.1:{port}/\n"))?;
        out::tell(&format!(
            "Serves {name} to this computer only. Stop it with Ctrl+C."
        ));
        let server = Arc::new(server);
        let threads: Vec<_> = (0..THREADS)
            .map(|_| {
                let (server, root) = (Arc::clone(&server), root.clone());
                thread::spawn(move || {
                    for request in server.incoming_requests() {
                        answer(request, &root);
                    }
                })
            })
            .collect();
        for thread in threads {
            if thread.join().is_err() {
                return Err("The server has stopped because of a mistake in it.".into());
            }
        }
        Ok(Verdict::Fine)
    }
}

/// What is sent back.
enum Answer {
    File(PathBuf),
    /// To the same address with a slash, so that what the page names beside itself is found.
    Moved(String),
    Refused(u16, &'static str),
}

fn answer(request: Request, root: &Path) {
    let is_read = matches!(request.method(), Method::Get | Method::Head);
    let answer = match is_read && is_for_us(&request) {
        true => find(root, request.url()),
        false if is_read => Answer::Refused(403, "This server answers to localhost only."),
        false => Answer::Refused(405, "This server only reads."),
    };
    // Whoever asked may have gone away; that is nothing to tell.
    let _ = match answer {
        Answer::File(path) => match fs::File::open(&path) {
            Ok(file) => {
                let response = Response::from_file(file);
                request.respond(with(
                    response,
                    &[
                        ("Content-Type", kind(&path)),
                        ("Cache-Control", "no-cache"),
                        ("X-Content-Type-Options", "nosniff"),
                    ],
                ))
            }
            Err(_) => request.respond(refusal(404, "There is no such file.")),
        },
        Answer::Moved(to) => {
            let response = refusal(301, "The address ends with a slash.");
            request.respond(with(response, &[("Location", &to)]))
        }
        Answer::Refused(code, why) => request.respond(refusal(code, why)),
    };
}

fn refusal(code: u16, why: &str) -> Response<std::io::Cursor<Vec<u8>>> {
    let response = Response::from_string(format!("{why}\n"));
    with(
        response.with_status_code(StatusCode(code)),
        &[("Content-Type", "text/plain; charset=utf-8")],
    )
}

fn with<R: std::io::Read>(mut response: Response<R>, headers: &[(&str, &str)]) -> Response<R> {
    for (name, value) in headers {
        if let Ok(header) = Header::from_bytes(name.as_bytes(), value.as_bytes()) {
            response.add_header(header);
        }
    }
    response
}

/// Only requests to this computer by one of its own names: a page of another site may let its name
/// point here.
fn is_for_us(request: &Request) -> bool {
    let host = request
        .headers()
        .iter()
        .find(|header| header.field.equiv("Host"));
    let Some(host) = host else { return true };
    let host = host.value.as_str();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// The file that an address means; never one outside the folder.
fn find(root: &Path, url: &str) -> Answer {
    const NOT_THERE: Answer = Answer::Refused(404, "There is no such file.");
    let address = url.split(['?', '#']).next().unwrap_or_default();
    let Some(address) = decoded(address) else {
        return Answer::Refused(400, "The address is not written as it should be.");
    };
    let relative = Path::new(address.trim_start_matches('/'));
    let is_inside = !address.contains(['\\', '\0'])
        && relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
    if !is_inside {
        return Answer::Refused(403, "Only files in the folder are served.");
    }
    let mut path = root.join(relative);
    if path.is_dir() {
        if !address.ends_with('/') {
            let (before, query) = url
                .split_once('?')
                .map_or((url, ""), |(it, query)| (it, query));
            let query = if query.is_empty() {
                String::new()
            } else {
                format!("?{query}")
            };
            let before = before.trim_matches('/');
            return Answer::Moved(format!("/{before}/{query}"));
        }
        path = path.join("index.html");
    }
    // A link may lead out of the folder.
    match path.canonicalize() {
        Ok(path) if path.starts_with(root) && path.is_file() => Answer::File(path),
        Ok(path) if !path.starts_with(root) => {
            Answer::Refused(403, "Only files in the folder are served.")
        }
        _ => NOT_THERE,
    }
}

/// An address without its `%20` and the like.
fn decoded(address: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        let digits = std::str::from_utf8(&digits).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn kind(path: &Path) -> &'static str {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let known = TYPES
        .iter()
        .find(|(known, _)| ending.eq_ignore_ascii_case(known));
    known.map_or("application/octet-stream", |(_, kind)| kind)
}
