//! Work-done progress of the loader (LSP 3.17, "Work Done Progress").

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::lsp_types::notification::Progress as ProgressNotification;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::capabilities::Abilities;
use super::client::{PATIENCE, ask};
use super::workbench::Progress;

type Step = Option<(usize, usize)>;

/// What the loader calls; silent for a client that shows no progress.
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

async fn show(client: Client, mut steps: UnboundedReceiver<Step>) {
    let mut runs = 0;
    while let Some(first) = steps.recv().await {
        if first.is_none() {
            continue;
        }
        runs += 1;
        let token = NumberOrString::String(format!("lacuna/load/{runs}"));
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
            title: "Lacuna: reading".to_owned(),
            message: Some(words(first)),
            ..WorkDoneProgressBegin::default()
        }))
        .await;
        while let Some(step) = steps.recv().await {
            if step.is_none() {
                break;
            }
            send(WorkDoneProgress::Report(WorkDoneProgressReport {
                message: Some(words(step)),
                ..WorkDoneProgressReport::default()
            }))
            .await;
        }
        send(WorkDoneProgress::End(WorkDoneProgressEnd::default())).await;
    }
}

fn words(step: Step) -> String {
    step.map_or(String::new(), |(done, total)| format!("{done} of {total} files"))
}
