//! The runs: every query for everybody it is for, planned anew and as it stays prepared, shuffled, with a
//! probe of the machine in between.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};

use super::BenchError;
use super::explain::explain;
use super::person::Persons;
use super::value::Value;
use crate::generate::random::Key;
use crate::pg::acting::{self, As};
use crate::pg::error::SqlError;
use crate::target::shape::Explained;
use crate::target::{Figures, Noise, Parameter, Persona, Target};

/// Whether each run is planned for its values, or by the plan that fits all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Fresh,
    Prepared,
}

impl Mode {
    pub const ALL: [Self; 2] = [Self::Fresh, Self::Prepared];

    pub fn word(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Prepared => "prepared",
        }
    }

    /// As `plan_cache_mode` calls it.
    fn setting(self) -> &'static str {
        match self {
            Self::Fresh => "force_custom_plan",
            Self::Prepared => "force_generic_plan",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Runs of each query in each mode that count.
    pub runs: u32,
    /// Runs before those.
    pub warm_up: u32,
    /// How long one may take.
    pub patience: Duration,
    /// What the order follows from.
    pub seed: u64,
}

/// A query for somebody, and what was measured of it.
#[derive(Clone, Debug)]
pub struct Case<'t> {
    pub target: &'t Target,
    pub persona: Persona,
    /// As the modes in [`Mode::ALL`].
    pub figures: [Figures; 2],
    pub explained: Explained,
}

/// Everything that was measured.
#[derive(Clone, Debug)]
pub struct Measured<'t> {
    pub cases: Vec<Case<'t>>,
    pub noise: Noise,
}

/// A query that is ready to be run.
struct Prepared<'t> {
    target: &'t Target,
    persona: Persona,
    claims: String,
    /// Taken one after the other.
    values: Vec<Vec<Value>>,
    statements: Vec<Statement>,
    histograms: Vec<Histogram<u64>>,
    explained: Explained,
}

/// How many values of a sample are taken.
const SAMPLE: usize = 100;
/// An hour; longer is an hour.
const LONGEST_US: u64 = 3_600_000_000;
/// The probe runs once every so many runs.
const PROBE: usize = 10;

/// Measures. Nothing stays: every run is rolled back.
pub async fn bench<'t>(
    client: &Client,
    targets: &[&'t Target],
    options: &Options,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Measured<'t>, BenchError> {
    let persons = Persons::find(client, targets).await?;
    let mut cases = Vec::new();
    for target in targets {
        for persona in &target.personas {
            let person = persons.of(target, *persona)?;
            cases.push(prepare(client, target, *persona, person, options).await?);
        }
    }
    let probe = client.prepare(include_str!("sql/probe.sql")).await;
    let probe = probe.map_err(BenchError::sql("cannot prepare the probe"))?;
    let mut noise = histogram()?;
    let mut order: Vec<(usize, usize)> =
        (0..cases.len()).flat_map(|case| (0..Mode::ALL.len()).map(move |mode| (case, mode))).collect();
    let key = Key::new(options.seed);
    let rounds = options.warm_up + options.runs;
    let all = u64::from(rounds) * order.len() as u64;
    let mut done = 0;
    for round in 0..rounds {
        let key = Key::new(key.at(u64::from(round)));
        order.sort_by_key(|(case, mode)| key.at((case * Mode::ALL.len() + mode) as u64));
        for (at, (case, mode)) in order.iter().enumerate() {
            let took = run(client, &cases[*case], *mode, round, options.patience).await?;
            if round >= options.warm_up {
                record(&mut cases[*case].histograms[*mode], took);
                if at % PROBE == 0 {
                    let since = Instant::now();
                    client.query_one(&probe, &[]).await.map_err(BenchError::sql("the probe failed"))?;
                    record(&mut noise, since.elapsed());
                }
            }
            done += 1;
            progress(done, all);
        }
    }
    let noise = Noise { p50_us: microseconds(&noise, 0.5), p95_us: microseconds(&noise, 0.95) };
    let cases = cases.into_iter().map(|it| Case {
        target: it.target,
        persona: it.persona,
        figures: [figures(&it.histograms[0]), figures(&it.histograms[1])],
        explained: it.explained,
    });
    Ok(Measured { cases: cases.collect(), noise })
}

async fn prepare<'t>(
    client: &Client,
    target: &'t Target,
    persona: Persona,
    person: Option<String>,
    options: &Options,
) -> Result<Prepared<'t>, BenchError> {
    let values = values(client, target, person.as_deref()).await?;
    let claims = person.map(|it| acting::claims(&it, target.role.as_str())).unwrap_or_default();
    let sql = target.sql.as_str();
    let mut statements = Vec::new();
    for mode in Mode::ALL {
        let it = As { role: target.role.as_str(), claims: &claims, plans: mode.setting() };
        acting::begin(client, &it, options.patience).await.map_err(refused(target))?;
        let statement = client.prepare(sql).await;
        acting::end(client).await.map_err(BenchError::sql("cannot roll back"))?;
        statements.push(statement.map_err(BenchError::sql(format!("`{}` cannot be prepared", target.name)))?);
    }
    let (wanted, given) = (statements[0].params().len(), target.parameters.len());
    if wanted != given {
        return Err(BenchError::Parameters { query: target.name.clone(), wanted, given });
    }
    let it = As { role: target.role.as_str(), claims: &claims, plans: Mode::Fresh.setting() };
    let explained = explain(client, (&target.name, sql), &it, &values[0], options.patience).await?;
    let histograms = vec![histogram()?, histogram()?];
    Ok(Prepared { target, persona, claims, values, statements, histograms, explained })
}

fn refused(target: &Target) -> impl FnOnce(SqlError) -> BenchError + use<> {
    BenchError::sql(format!("cannot become {}", target.role))
}

/// The parameters of each run, which come again from the first when all were taken.
async fn values(
    client: &Client,
    target: &Target,
    person: Option<&str>,
) -> Result<Vec<Vec<Value>>, BenchError> {
    let mut columns: Vec<Vec<Value>> = Vec::new();
    for (at, parameter) in target.parameters.iter().enumerate() {
        columns.push(match parameter {
            Parameter::Value(text) => vec![Value(Some(text.clone()))],
            Parameter::Person => vec![Value(person.map(str::to_owned))],
            Parameter::Sample(sql) => {
                let number = at + 1;
                let doing = format!("the sample of parameter ${number} of `{}` failed", target.name);
                let found = client.simple_query(sql.as_str()).await.map_err(BenchError::sql(doing))?;
                let value = |message: &tokio_postgres::SimpleQueryMessage| match message {
                    tokio_postgres::SimpleQueryMessage::Row(row) => {
                        Some(Value(row.get(0).map(str::to_owned)))
                    }
                    _ => None,
                };
                let found: Vec<Value> = found.iter().filter_map(value).take(SAMPLE).collect();
                if found.is_empty() {
                    return Err(BenchError::NoSample { number, query: target.name.clone() });
                }
                found
            }
        });
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(1);
    Ok((0..rows).map(|row| columns.iter().map(|it| it[row % it.len()].clone()).collect()).collect())
}

/// One run, and how long the query itself took, its rows received.
async fn run(
    client: &Client,
    case: &Prepared<'_>,
    mode: usize,
    round: u32,
    patience: Duration,
) -> Result<Duration, BenchError> {
    let it = As { role: case.target.role.as_str(), claims: &case.claims, plans: Mode::ALL[mode].setting() };
    acting::begin(client, &it, patience).await.map_err(refused(case.target))?;
    let values = &case.values[round as usize % case.values.len()];
    let parameters: Vec<&(dyn ToSql + Sync)> = values.iter().map(|it| it as &(dyn ToSql + Sync)).collect();
    let since = Instant::now();
    let rows = client.query(&case.statements[mode], &parameters).await;
    let took = since.elapsed();
    acting::end(client).await.map_err(BenchError::sql("cannot roll back"))?;
    let doing = format!("`{}` failed for {}", case.target.name, case.persona.word());
    rows.map_err(BenchError::sql(doing))?;
    Ok(took)
}

/// Of microseconds, three digits of each kept.
fn histogram() -> Result<Histogram<u64>, BenchError> {
    Ok(Histogram::new_with_max(LONGEST_US, 3)?)
}

fn record(histogram: &mut Histogram<u64>, took: Duration) {
    histogram.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1));
}

fn microseconds(histogram: &Histogram<u64>, share: f64) -> u64 {
    histogram.value_at_quantile(share)
}

fn figures(histogram: &Histogram<u64>) -> Figures {
    Figures {
        runs: histogram.len(),
        p50_us: microseconds(histogram, 0.5),
        p95_us: microseconds(histogram, 0.95),
        p99_us: microseconds(histogram, 0.99),
        max_us: histogram.max(),
    }
}
