//! Asking the client.

use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::lsp_types::request::Request;
use tracing::warn;

/// For an answer. Some clients never answer some questions.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The client's answer; `None` if it refuses or says nothing within `patience`.
///
/// A handler that awaited this would hold back its own answer, so questions belong in a task of their
/// own.
pub async fn ask<R>(client: &Client, params: R::Params, patience: Duration) -> Option<R::Result>
where
    R: Request + 'static,
    R::Params: Send + 'static,
    R::Result: Send + 'static,
{
    // The question stays open in its task, since the service panics on the answer to one that was dropped.
    let client = client.clone();
    let question = tokio::spawn(async move { client.send_request::<R>(params).await });
    match tokio::time::timeout(patience, question).await {
        Ok(Ok(Ok(answer))) => Some(answer),
        Ok(Ok(Err(error))) => {
            warn!("the client refuses {}: {error}", R::METHOD);
            None
        }
        _ => {
            warn!("the client does not answer {}", R::METHOD);
            None
        }
    }
}
