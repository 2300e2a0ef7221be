//! The layer around tower-lsp's service that makes its answers certain and its order strict.
//!
//! Every message is carried to its handler's first `.await` before the next is looked at. A
//! notification whose handler never awaits has thus taken effect when the next message arrives, and
//! a request that takes its snapshot first sees exactly the text that its sender saw.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures::FutureExt;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_lsp::lsp_types::Diagnostic;
use tower_lsp::lsp_types::notification::{
    Cancel, DidChangeConfiguration, DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders,
    DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Exit, Initialized, Notification,
};
use tower_lsp::lsp_types::request::{CodeActionRequest, Initialize, Request as _, Shutdown};
use tower_service::Service;
use tracing::{error, warn};

use super::initialize::readable;

/// See the module.
pub(in crate::server) struct Guard<S> {
    service: S,
}

/// How far a message has come.
pub(in crate::server) enum Progress {
    /// It is dealt with; a request with its answer.
    Done(Option<Response>),
    /// It is a request, or a notification whose handler awaits something.
    Pending(BoxFuture<'static, Option<Response>>),
}

impl<S> Guard<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
{
    pub(in crate::server) fn new(service: S) -> Self {
        Self { service }
    }

    /// Hands `request` to its handler. A request gets exactly one answer, whatever its handler does.
    pub(in crate::server) fn receive(&mut self, request: Request) -> Progress {
        let request = normalised(request);
        if let Some(reason) = unreadable(&request) {
            warn!("dropped a malformed {}: {reason}", request.method());
        }
        let (id, method) = (request.id().cloned(), request.method().to_owned());
        let answer = move |outcome: std::thread::Result<Result<Option<Response>, S::Error>>| {
            let error = match outcome {
                Ok(Ok(Some(response))) => return Some(response),
                // The service is silent on unknown methods in `$/`, also when asked for an answer.
                Ok(Ok(None)) => Error::method_not_found(),
                Ok(Err(_exited)) => Error::invalid_request(),
                Err(_panic) => {
                    error!("the handler of {method} panicked");
                    Error::internal_error()
                }
            };
            id.map(|id| Response::from_error(id, error))
        };
        let handler = match catch_unwind(AssertUnwindSafe(|| self.service.call(request))) {
            Ok(handler) => handler,
            Err(panic) => return Progress::Done(answer(Err(panic))),
        };
        let mut handler = AssertUnwindSafe(handler).catch_unwind().map(answer).boxed();
        match (&mut handler).now_or_never() {
            Some(response) => Progress::Done(response),
            None => Progress::Pending(handler),
        }
    }
}

/// The request with parameters as the service insists on them: none where none are defined (clients send
/// `null` and `{}`), an object where all fields are optional, and nothing unreadable in `initialize` and of
/// other servers' diagnostics.
fn normalised(request: Request) -> Request {
    if !matches!(
        request.method(),
        Initialize::METHOD
            | Initialized::METHOD
            | Shutdown::METHOD
            | Exit::METHOD
            | CodeActionRequest::METHOD
    ) {
        return request;
    }
    let (method, id, params) = request.into_parts();
    let params = match &*method {
        Initialize::METHOD => Some(readable(params.unwrap_or_default())),
        Initialized::METHOD => Some(params.filter(Value::is_object).unwrap_or_else(|| json!({}))),
        CodeActionRequest::METHOD => params.map(without_odd_diagnostics),
        _ => None,
    };
    let builder = id.into_iter().fold(Request::build(method), |builder, id| builder.id(id));
    params.into_iter().fold(builder, |builder, params| builder.params(params)).finish()
}

/// Without the diagnostics that cannot be read: they are not ours, and no reason to offer nothing.
fn without_odd_diagnostics(mut code_action: Value) -> Value {
    if let Some(all) = code_action.pointer_mut("/context/diagnostics").and_then(Value::as_array_mut) {
        all.retain(|it| Diagnostic::deserialize(it).is_ok());
    }
    code_action
}

/// Why the service will drop this notification, which it does without a word.
fn unreadable(request: &Request) -> Option<serde_json::Error> {
    fn check<N: Notification>(request: &Request) -> Option<serde_json::Error> {
        N::Params::deserialize(request.params().unwrap_or(&Value::Null)).err()
    }
    if request.id().is_some() {
        return None;
    }
    match request.method() {
        Cancel::METHOD => check::<Cancel>(request),
        DidOpenTextDocument::METHOD => check::<DidOpenTextDocument>(request),
        DidChangeTextDocument::METHOD => check::<DidChangeTextDocument>(request),
        DidSaveTextDocument::METHOD => check::<DidSaveTextDocument>(request),
        DidCloseTextDocument::METHOD => check::<DidCloseTextDocument>(request),
        DidChangeConfiguration::METHOD => check::<DidChangeConfiguration>(request),
        DidChangeWatchedFiles::METHOD => check::<DidChangeWatchedFiles>(request),
        DidChangeWorkspaceFolders::METHOD => check::<DidChangeWorkspaceFolders>(request),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready};
    use std::task::{Context, Poll};

    use super::*;

    /// A service that answers nothing, or does not even get that far.
    struct Hopeless;

    impl Service<Request> for Hopeless {
        type Response = Option<Response>;
        type Error = Infallible;
        type Future = Ready<Result<Option<Response>, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            assert_eq!(request.method(), "silence");
            ready(Ok(None))
        }
    }

    fn received(request: Request) -> Option<i64> {
        match Guard::new(Hopeless).receive(request) {
            Progress::Done(response) => response.map(|response| response.error().unwrap().code.code()),
            Progress::Pending(_) => panic!("nothing was awaited"),
        }
    }

    #[test]
    fn a_request_is_answered_though_the_service_does_not() {
        assert_eq!(received(Request::build("silence").id(1).finish()), Some(-32601));
        assert_eq!(received(Request::build("panic").id(1).finish()), Some(-32603));
    }

    #[test]
    fn a_notification_is_not_answered() {
        assert_eq!(received(Request::build("silence").finish()), None);
        assert_eq!(received(Request::build("panic").finish()), None);
    }
}
