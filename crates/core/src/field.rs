//! The canonical columns: what any register can say about an initiative, under one name each.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($( $variant:ident $key:literal $label:literal $kind:ident $meaning:literal; )*) => {
        /// A canonical column. Every mapped column of a register is one of these.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field {
            $( #[doc = $meaning] $variant, )*
        }

        impl Field {
            /// All fields, in the order of the consolidated register.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The name in JSON, profiles and CSV headers.
            pub const fn key(self) -> &'static str {
                match self { $( Self::$variant => $key, )* }
            }

            /// The name that a person reads in the workbook.
            pub const fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )* }
            }

            /// What the field holds, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => $meaning, )* }
            }

            /// What kind of value the field holds.
            pub const fn kind(self) -> Kind {
                match self { $( Self::$variant => Kind::$kind, )* }
            }
        }
    };
}

fields! {
    Id "id" "Identifier" Identifier "The agency's own number or code for the initiative, kept letter by letter.";
    Title "title" "Title" Text "What the initiative is called.";
    Agency "agency" "Agency" Text "The organisation that owns the initiative.";
    Unit "unit" "Unit" Text "The part of the agency that does the work.";
    Country "country" "Country" Text "The country of the agency.";
    Level "level" "Level of government" Text "National, regional or local.";
    Sector "sector" "Sector" Text "The policy area or theme.";
    Url "url" "Web address" Text "Where to read more.";
    Description "description" "Description" Text "What the initiative is and does.";
    Objective "objective" "Objective" Text "What it is meant to achieve.";
    Problem "problem" "Problem" Text "The problem that it answers.";
    Method "method" "Method" Text "The way of working: lean, foresight, challenge prize, co-creation and so on.";
    Technology "technology" "Technology" Text "The technology used. It says nothing about the facet.";
    Status "status" "Status" Status "How far along it is.";
    StartDate "start_date" "Start" Date "When it began, or was put into practice.";
    EndDate "end_date" "End" Date "When it ended or is to end.";
    Horizon "horizon" "Time horizon" Text "How far ahead it looks.";
    Novelty "novelty" "Novelty" Text "What is new about it, and for whom.";
    NoveltyLevel "novelty_level" "Novelty level" Text "First of its kind, adapted, copied, or the same as before.";
    Results "results" "Results" Text "What has changed for people, or is expected to.";
    Replication "replication" "Replication" Text "Where it has spread to.";
    InitiatedBy "initiated_by" "Initiated by" Text "Who set it going: a mandate, leaders, staff, users, outsiders.";
    Driver "driver" "Driver" Text "What pushes it.";
    Purpose "purpose" "Purpose" Text "What it is for, in the terms of the four facets.";
    Priority "priority" "Priority" Text "How much weight the agency gives it.";
    Budget "budget" "Budget" Money "The money set aside or spent over its whole life.";
    Currency "currency" "Currency" Text "The currency of the budget.";
    FundingSource "funding_source" "Funding source" Text "Who pays.";
    Risk "risk" "Risk" Text "What may go wrong, what is not known.";
    Confidence "confidence" "Delivery confidence" Text "How sure the agency is to deliver, often as a colour.";
    Owner "owner" "Owner" Personal "The person or role responsible.";
    Partners "partners" "Partners" Text "Who else takes part.";
    Beneficiaries "beneficiaries" "Beneficiaries" Text "For whom it is.";
    Tags "tags" "Tags" Text "Keywords.";
    DeclaredFacet "declared_facet" "Facet as declared" Facet "The facet that the agency itself gives it.";
    DeclaredUncertainty "declared_uncertainty" "Uncertainty as scored" Score "The agency's score on the axis from certain to uncertain.";
    DeclaredDirection "declared_direction" "Direction as scored" Score "The agency's score on the axis from undirected to directed.";
    LinksTo "links_to" "Links to" Text "Other initiatives that it builds on.";
    Year "year" "Year of report" Date "The year or date that the register's line speaks for.";
    Notes "notes" "Notes" Text "Remarks.";
}

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code that is never read as a number.
    Identifier,
    /// Words.
    Text,
    /// A step on the status ladder.
    Status,
    /// A date with its precision.
    Date,
    /// An amount with its currency.
    Money,
    /// A facet by name.
    Facet,
    /// A score on an axis.
    Score,
    /// Data about a person, left out of publications unless asked for.
    Personal,
}

impl Field {
    /// The field with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}
