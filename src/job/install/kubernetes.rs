//! Kubernetes: a `CronJob` for each job. The URL and the secrets come from a Secret; files of an archive
//! go to a volume, since what a pod writes elsewhere is gone with it.

use super::{Call, Timed, secrets};
use crate::job::{Destination, Job};

/// Where an image of ours has the project.
const PROJECT: &str = "/project";
/// The longest name of a `CronJob`: what it makes of it must fit 63 characters.
const LONGEST_NAME: usize = 52;

/// The manifests, in one stream.
pub fn manifests(jobs: &[Timed<'_>], call: &Call) -> String {
    let mut text = format!(
        "\
# The jobs of canai-db, written by `canai-db jobs schedule --kubernetes`. `canai-db` stands for an image
# with the program and, at {PROJECT}, the project (kustomize's `images:` puts yours there).
# The Secret `canai-db` holds what the variables need.
"
    );
    for timed in jobs {
        text.push_str(&manifest(timed, call));
    }
    text
}

/// Why a job cannot be a `CronJob`, if it cannot.
pub fn refusal(timed: &Timed<'_>) -> Option<String> {
    let name = name(timed.job);
    if name.len() > LONGEST_NAME {
        let most = LONGEST_NAME - PREFIX.len();
        return Some(format!("its name is too long for a CronJob's: {most} characters at most"));
    }
    let (days, weekdays) = (&timed.fields.days, &timed.fields.weekdays);
    let steps = |it: &super::super::fields::Field| it.begins_with_star() && !it.is_all;
    if (steps(days) && !weekdays.is_all) || (steps(weekdays) && !days.is_all) {
        return Some(format!(
            "`{}` says both days and weekdays with a step of `*`, which Kubernetes reads as either and cron as both; \
             write the days as numbers",
            timed.schedule
        ));
    }
    None
}

const PREFIX: &str = "canai-db-";

/// Its own name, in the characters that Kubernetes allows.
fn name(job: &Job) -> String {
    format!("{PREFIX}{}", job.name.it.replace('_', "-").trim_end_matches('-'))
}

fn manifest(timed: &Timed<'_>, call: &Call) -> String {
    let (job, name) = (timed.job, name(timed.job));
    let variable = call.environment.as_ref().map_or("DATABASE_URL", |(_, variable)| variable);
    let variables: String = std::iter::once(variable)
        .chain(secrets(job))
        .map(|it| {
            let it = quoted(it);
            format!(
                "
            - name: {it}
              valueFrom: {{ secretKeyRef: {{ name: canai-db, key: {it} }} }}"
            )
        })
        .collect();
    let arguments: Vec<String> = call.arguments(PROJECT, job).iter().map(|it| quoted(it)).collect();
    let (mut mounts, mut volumes) = (String::new(), String::new());
    for (at, folder) in folders(job).iter().enumerate() {
        let path = std::path::Path::new(PROJECT).join(folder).display().to_string();
        mounts.push_str(&format!("\n            - {{ name: archive-{at}, mountPath: {} }}", quoted(&path)));
        volumes.push_str(&format!(
            "\n          - name: archive-{at}\n            persistentVolumeClaim: {{ claimName: {name}-{at} }}"
        ));
    }
    let heading = |heading: &str, items: String| {
        if items.is_empty() { items } else { format!("\n{heading}{items}") }
    };
    format!(
        "\
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {name}
  labels: {{ app.kubernetes.io/managed-by: canai-db }}
spec:
  schedule: {schedule}
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 3600
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: job
            image: canai-db
            command: [canai-db]
            args: [{arguments}]
            env:{variables}{mounts}{volumes}
",
        schedule = quoted(&schedule(timed)),
        arguments = arguments.join(", "),
        mounts = heading("            volumeMounts:", mounts),
        volumes = heading("          volumes:", volumes),
    )
}

/// The fields, with Sunday as 0, since there is no 7 there.
fn schedule(timed: &Timed<'_>) -> String {
    let fields = &timed.fields;
    let weekdays = &fields.weekdays;
    let weekdays = if weekdays.text.contains('7') {
        weekdays.values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    } else {
        weekdays.text.clone()
    };
    let texts = [&fields.minutes.text, &fields.hours.text, &fields.days.text, &fields.months.text, &weekdays];
    texts.map(String::as_str).join(" ")
}

/// The folders that a job writes to.
fn folders(job: &Job) -> Vec<String> {
    let mut all: Vec<String> = job
        .rules
        .iter()
        .filter_map(|rule| match rule.into.as_ref().map(|into| &into.it) {
            Some(Destination::Files(files)) => Some(files.folder.display().to_string()),
            _ => None,
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// A string of JSON, which is YAML too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
