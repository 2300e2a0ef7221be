//! Work-done progress of loading and of asking services (LSP 3.17, "Work Done Progress").

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout_at};
use tower_lsp::Client;
use tower_lsp::lsp_types::notification::Progress as ProgressNotification;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::client::{PATIENCE, ask};
use super::shared_session::{Progress, Step};
use crate::server::abilities::Abilities;

/// What is over sooner is not shown.
const SOON: Duration = Duration::from_millis(500);

/// The number of the last work that was shown: each has a token of its own.
static SHOWN: AtomicUsize = AtomicUsize::new(0);

/// What a work calls; silent for a client that shows no progress.
pub fn reporter(client: Client, abilities: &Abilities) -> Progress {
    if !abilities.work_done_progress {
        return Box::new(|_| {});
    }
    let (sender, steps) = unbounded_channel();
    tokio::spawn(show(client, steps));
    Box::new(move |step| {
        let _ = sender.send(step);
    })
}

async fn show(client: Client, mut steps: UnboundedReceiver<Option<Step>>) {
    while let Some(first) = steps.recv().await {
        let Some(begun) = first else { continue };
        let Some(step) = lasting(begun, &mut steps).await else { continue };
        let number = SHOWN.fetch_add(1, Ordering::Relaxed) + 1;
        let token = NumberOrString::String(format!("lacuna/progress/{number}"));
        let create = WorkDoneProgressCreateParams { token: token.clone() };
        // Progress may only be sent for a token that the client has accepted.
        let accepted = ask::<WorkDoneProgressCreate>(&client, create, PATIENCE).await.is_some();
        let send = async |value: WorkDoneProgress| {
            if accepted {
                let value = ProgressParamsValue::WorkDone(value);
                client
                    .send_notification::<ProgressNotification>(ProgressParams { token: token.clone(), value })
                    .await;
            }
        };
        send(WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: "Lacuna".to_owned(),
            message: Some(words(step)),
            ..WorkDoneProgressBegin::default()
        }))
        .await;
        while let Some(Some(step)) = steps.recv().await {
            send(WorkDoneProgress::Report(WorkDoneProgressReport {
                message: Some(words(step)),
                ..WorkDoneProgressReport::default()
            }))
            .await;
        }
        send(WorkDoneProgress::End(WorkDoneProgressEnd::default())).await;
    }
}

/// The step at which the work is that began with `step`, after [`SOON`]; `None` if it is over by then.
async fn lasting(mut step: Step, steps: &mut UnboundedReceiver<Option<Step>>) -> Option<Step> {
    let shown = Instant::now() + SOON;
    loop {
        match timeout_at(shown, steps.recv()).await {
            Ok(Some(next)) => step = next?,
            Ok(None) => return None,
            Err(_) => return Some(step),
        }
    }
}

fn words(step: Step) -> String {
    match step {
        Step::Reading { files, of, entries } => {
            format!("reading: {files} of {of} files, {} entries", grouped(entries))
        }
        Step::Indexing { entries, of } => {
            format!("indexing: {} of {} entries", grouped(entries), grouped(of))
        }
        Step::Asking { of: 1, .. } => "asking services".to_owned(),
        Step::Asking { references, of } => {
            format!("asking services: {} of {} references", grouped(references), grouped(of))
        }
    }
}

/// `250,000`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_entries_are_counted() {
        let reading = Step::Reading { files: 12, of: 40, entries: 103_422 };
        assert_eq!(words(reading), "reading: 12 of 40 files, 103,422 entries");
        let indexing = Step::Indexing { entries: 999, of: 1_250_000 };
        assert_eq!(words(indexing), "indexing: 999 of 1,250,000 entries");
        let asking = |of| words(Step::Asking { references: 0, of });
        assert_eq!([asking(1), asking(40)], ["asking services", "asking services: 0 of 40 references"]);
    }

    #[tokio::test]
    async fn what_is_over_soon_is_not_shown_and_what_lasts_is_shown_as_it_is_by_then() {
        let step = |entries| Step::Indexing { entries, of: 9 };
        let (sender, mut steps) = unbounded_channel();
        sender.send(None).unwrap();
        assert_eq!(lasting(step(0), &mut steps).await, None);
        sender.send(Some(step(5))).unwrap();
        assert_eq!(lasting(step(0), &mut steps).await, Some(step(5)));
    }
}
