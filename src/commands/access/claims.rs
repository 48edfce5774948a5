//! How a session says who asks. The functions of schema/ read it from settings; which of them, and in which
//! form, is found by trying: whatever makes the policies' own expression give a person's id is right.

use tokio_postgres::Client;

use crate::access::Stage;
use crate::model::Name;
use crate::pg::error::SqlError;
use crate::yaml::audit::Claims as Usual;

/// The settings that tell who asks.
#[derive(Debug, Default)]
pub struct Claims {
    settings: Vec<(String, Form)>,
    /// What is taken out of the JSON, beside the id and the role.
    keys: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The claims of a token, as an object.
    Json,
    /// The id alone.
    Id,
}

#[derive(Debug, thiserror::Error)]
pub enum ClaimsError {
    #[error(
        "nothing makes `{caller}` the id of a person, so that nobody can be tried as one; tried were {}",
        tried(.settings)
    )]
    NoSetting { caller: String, settings: Vec<String> },
    #[error("the settings that tell who asks cannot be tried")]
    Sql(#[from] SqlError),
}

fn tried(settings: &[String]) -> String {
    let names: Vec<String> = settings.iter().map(|it| format!("the setting `{it}`")).collect();
    format!("{}, as JSON with `sub` and as the id alone", names.join(", "))
}

impl Claims {
    /// Finds the settings for what the policies ask.
    pub async fn find(client: &Client, stage: &Stage<'_>, id: &str) -> Result<Self, ClaimsError> {
        let (mut known, keys) = stage.settings_and_keys();
        let usual = Usual::default().setting;
        if !known.contains(&usual) {
            known.push(usual);
        }
        let mut claims = Self { settings: Vec::new(), keys };
        let nobody = Name::from("");
        client.batch_execute("BEGIN").await.map_err(SqlError::from)?;
        for caller in &stage.callers {
            if claims.gives(client, caller, &nobody, id).await? {
                continue;
            }
            let forms = [Form::Json, Form::Id];
            let mut found = false;
            for (setting, form) in forms.iter().flat_map(|form| known.iter().map(move |it| (it, *form))) {
                claims.settings.push((setting.clone(), form));
                found = claims.gives(client, caller, &nobody, id).await?;
                if found {
                    break;
                }
                claims.settings.pop();
            }
            if !found {
                return Err(ClaimsError::NoSetting { caller: caller.clone(), settings: known });
            }
        }
        client.batch_execute("ROLLBACK").await.map_err(SqlError::from)?;
        Ok(claims)
    }

    /// Whether an expression gives the id of who asks; one that fails does not.
    async fn gives(&self, client: &Client, caller: &str, role: &Name, id: &str) -> Result<bool, SqlError> {
        client.batch_execute("SAVEPOINT asked").await?;
        self.assume(client, role, Some(id)).await?;
        let given = client.query_one(&format!("SELECT ({caller})::text"), &[]).await;
        let given: Option<String> = given.ok().and_then(|row| row.try_get(0).ok().flatten());
        client.batch_execute("ROLLBACK TO SAVEPOINT asked; RELEASE SAVEPOINT asked").await?;
        Ok(given.as_deref() == Some(id))
    }

    /// Says who asks, until the end of the transaction; nobody where there is no id.
    pub async fn assume(&self, client: &Client, role: &Name, id: Option<&str>) -> Result<(), SqlError> {
        for (setting, form) in &self.settings {
            let value = match form {
                Form::Id => id.unwrap_or_default().to_owned(),
                Form::Json => self.object(role, id).to_string(),
            };
            client.execute("SELECT set_config($1, $2, true)", &[setting, &value]).await?;
        }
        Ok(())
    }

    fn object(&self, role: &Name, id: Option<&str>) -> serde_json::Value {
        let mut claims = serde_json::Map::new();
        if let Some(id) = id {
            for key in self.keys.iter().map(String::as_str).chain(["sub"]) {
                claims.insert(key.to_owned(), id.into());
            }
        }
        claims.insert("role".to_owned(), role.as_str().into());
        claims.into()
    }
}
