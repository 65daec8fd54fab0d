//! Invented registers in many languages, with headers as their ministries write them.

use super::*;

#[test]
fn german_compounds() {
    check(
        "Lfd. Nr.|Projektbezeichnung|Federführendes Ressort|Kurzbeschreibung|Umsetzungsstatus|Projektbeginn|Gesamtkosten in Tsd. EUR|Ansprechpartner\n\
         1|Digitale Akte|Justiz|Papier wird ersetzt|in Umsetzung|01.03.2022|1.250|Frau X\n\
         2|Bürgerlabor|Inneres|Ideen erproben|Pilotprojekt|15.06.2023|80|Herr Y",
        &[
            ("Projektbezeichnung", Some(Field::Title)),
            ("Federführendes Ressort", Some(Field::Agency)),
            ("Kurzbeschreibung", Some(Field::Description)),
            ("Umsetzungsstatus", Some(Field::Status)),
            ("Projektbeginn", Some(Field::StartDate)),
            ("Gesamtkosten in Tsd. EUR", Some(Field::Budget)),
            ("Ansprechpartner", Some(Field::Owner)),
        ],
    );
}

#[test]
fn french_phrases() {
    check(
        "N°|Intitulé de l'action|Administration porteuse|Description synthétique|État d'avancement|Date de lancement|Budget prévisionnel (k€)|Public visé\n\
         A-1|Guichet unique|Ministère A|Un seul lieu|En cours|12/03/2021|350|Usagers\n\
         A-2|Laboratoire|Ministère B|Essayer vite|Expérimentation|25/04/2022|20|Agents",
        &[
            ("Intitulé de l'action", Some(Field::Title)),
            ("Administration porteuse", Some(Field::Agency)),
            ("Description synthétique", Some(Field::Description)),
            ("État d'avancement", Some(Field::Status)),
            ("Date de lancement", Some(Field::StartDate)),
            ("Budget prévisionnel (k€)", Some(Field::Budget)),
            ("Public visé", Some(Field::Beneficiaries)),
        ],
    );
}

#[test]
fn spanish_and_portuguese() {
    check(
        "Código|Denominación de la iniciativa|Organismo responsable|Objetivo general|Estado actual|Fecha de inicio|Presupuesto total (€)\n\
         I-01|Ventanilla|Hacienda|Reducir esperas|En curso|01/02/2020|1.200,50\n\
         I-02|Laboratorio|Sanidad|Probar ideas|Piloto|15/03/2021|900",
        &[
            ("Código", Some(Field::Id)),
            ("Denominación de la iniciativa", Some(Field::Title)),
            ("Organismo responsable", Some(Field::Agency)),
            ("Objetivo general", Some(Field::Objective)),
            ("Estado actual", Some(Field::Status)),
            ("Fecha de inicio", Some(Field::StartDate)),
            ("Presupuesto total (€)", Some(Field::Budget)),
        ],
    );
    check(
        "Designação do projeto|Entidade promotora|Resumo|Fase|Ano de início|Montante aprovado (EUR)\n\
         Balcão|Câmara|Um balcão|Em curso|2020|1.000,00\n\
         Laboratório|Agência|Testar|Piloto|2021|2.000,00",
        &[
            ("Designação do projeto", Some(Field::Title)),
            ("Entidade promotora", Some(Field::Agency)),
            ("Resumo", Some(Field::Description)),
            ("Fase", Some(Field::Status)),
            ("Ano de início", Some(Field::StartDate)),
            ("Montante aprovado (EUR)", Some(Field::Budget)),
        ],
    );
}

#[test]
fn nordic_registers() {
    check(
        "Projektets namn|Ansvarig myndighet|Syfte|Status|Startdatum|Kostnad (MSEK)\n\
         Digital post|Skatteverket|Snabbare svar|Pågående|2021-01-01|12,5\n\
         Labb|Region|Pröva|Pilot|2022-01-01|3,0",
        &[
            ("Projektets namn", Some(Field::Title)),
            ("Ansvarig myndighet", Some(Field::Agency)),
            ("Syfte", Some(Field::Objective)),
            ("Kostnad (MSEK)", Some(Field::Budget)),
        ],
    );
    check(
        "Innovationens titel|Myndighed|Kort beskrivelse|Fase|Startdato\n\
         Borgerboks|Kommune A|En ny vej|Pilot|2021-01-01\n\
         Labor|Kommune B|Prøve|I drift|2020-01-01",
        &[
            ("Innovationens titel", Some(Field::Title)),
            ("Myndighed", Some(Field::Agency)),
            ("Kort beskrivelse", Some(Field::Description)),
            ("Fase", Some(Field::Status)),
        ],
    );
    check(
        "Tiltakets navn|Virksomhet|Beskrivelse|Status|Oppstart\n\
         Lab|Etat A|Prøve ut|Under utvikling|2021\n\
         Post|Etat B|Svar|I drift|2020",
        &[
            ("Tiltakets navn", Some(Field::Title)),
            ("Virksomhet", Some(Field::Agency)),
            ("Oppstart", Some(Field::StartDate)),
        ],
    );
}

#[test]
fn slovak_hungarian_and_estonian() {
    check(
        "Číslo projektu|Názov projektu|Zodpovedný subjekt|Popis projektu|Stav projektu|Dátum začiatku|Rozpočet (tis. EUR)|Cieľová skupina\n\
         K1|Podanie z domu|Úrad A|Podanie bez cesty na úrad|V realizácii|1. 3. 2021|1 250,5|občania\n\
         K2|Laboratórium služieb|Úrad B|Skúšky s ľuďmi|V prevádzke|15. augusta 2023|400|seniori",
        &[
            ("Názov projektu", Some(Field::Title)),
            ("Zodpovedný subjekt", Some(Field::Agency)),
            ("Popis projektu", Some(Field::Description)),
            ("Stav projektu", Some(Field::Status)),
            ("Dátum začiatku", Some(Field::StartDate)),
            ("Rozpočet (tis. EUR)", Some(Field::Budget)),
            ("Cieľová skupina", Some(Field::Beneficiaries)),
        ],
    );
    check(
        "Sorszám|Projekt megnevezése|Felelős szervezet|Rövid leírás|Státusz|Kezdés dátuma|Költségvetés (millió Ft)|Eredmények\n\
         1|Otthoni ügyintézés|A Hivatal|Ügyek sorban állás nélkül|Folyamatban|2021.03.01.|1 250,5|rövidebb út\n\
         2|Kísérleti műhely|B Hivatal|Próbák lakókkal|Bevezetve|2023. augusztus 15.|12 000|több visszajelzés",
        &[
            ("Projekt megnevezése", Some(Field::Title)),
            ("Felelős szervezet", Some(Field::Agency)),
            ("Rövid leírás", Some(Field::Description)),
            ("Státusz", Some(Field::Status)),
            ("Kezdés dátuma", Some(Field::StartDate)),
            ("Költségvetés (millió Ft)", Some(Field::Budget)),
            ("Eredmények", Some(Field::Results)),
        ],
    );
    check(
        "Nr|Projekti nimi|Vastutav asutus|Kirjeldus|Staatus|Alguskuupäev|Eelarve (tuh €)|Sihtrühm\n\
         1|Teenus kodust|Amet A|Avaldused ilma järjekorrata|Töös|01.03.2021|1 250,5|kodanikud\n\
         2|Katsete labor|Amet B|Katsed elanikega|Kasutusel|15. august 2023|400|eakad",
        &[
            ("Projekti nimi", Some(Field::Title)),
            ("Vastutav asutus", Some(Field::Agency)),
            ("Kirjeldus", Some(Field::Description)),
            ("Staatus", Some(Field::Status)),
            ("Alguskuupäev", Some(Field::StartDate)),
            ("Eelarve (tuh €)", Some(Field::Budget)),
            ("Sihtrühm", Some(Field::Beneficiaries)),
        ],
    );
}

/// What a pivot table writes above its sums is what a register may write above an amount or a name.
#[test]
fn words_that_pivot_tables_use_too() {
    let name_of = "Nombre de la iniciativa|Organismo|Descripción|Estado|Total general\n\
         Ventanilla|Hacienda|Una ventanilla|En ejecución|1200\n\
         Laboratorio|Sanidad|Probar ideas|Finalizada|900";
    check(name_of, &[("Nombre de la iniciativa", Some(Field::Title)), ("Organismo", Some(Field::Agency))]);
    let number_of = "Nom du projet|Ministère|Description|Nombre de bénéficiaires\n\
         Guichet|Intérieur|Un guichet|1200\n\
         Laboratoire|Santé|Essayer|900";
    check(number_of, &[("Nom du projet", Some(Field::Title)), ("Nombre de bénéficiaires", None)]);
    let sum = "Hankkeen nimi|Organisaatio|Kuvaus|Summa euroa\n\
         Älysatama|Kotka|Satama seuraa|1200\n\
         Oppimispolku|Kajaani|Uudet polut|900";
    check(sum, &[("Hankkeen nimi", Some(Field::Title)), ("Summa euroa", Some(Field::Budget))]);
}

#[test]
fn lists_of_funded_projects_and_commitments() {
    check(
        "Zap. št.|Naziv operacije|Naziv upravičenca|Povzetek operacije|Stopnja sofinanciranja Unije\n\
         1|Pametna mesta|Občina A|Nove storitve za občane|80 %\n\
         2|Laboratorij|Občina B|Preizkus storitev|75 %",
        &[("Naziv operacije", Some(Field::Title)), ("Stopnja sofinanciranja Unije", None)],
    );
    check(
        "Código da Operação|Designação do Projeto|Beneficiário Final|Valor Contratado|Município\n\
         C19-1|Portal|Agência A|1.200,50 €|Lisboa\n\
         C19-2|Laboratório|Agência B|900,00 €|Porto",
        &[("Beneficiário Final", Some(Field::Agency)), ("Valor Contratado", Some(Field::Budget))],
    );
    check(
        "Commitment No.|Commitment title|Lead implementing agency|What is the commitment?|Completion level\n\
         1|Open register|Ministry A|Publish a register|Completed\n\
         2|Budget lab|Ministry B|Set up a lab|Not started",
        &[
            ("Commitment title", Some(Field::Title)),
            ("Lead implementing agency", Some(Field::Agency)),
            ("What is the commitment?", Some(Field::Description)),
            ("Completion level", Some(Field::Status)),
        ],
    );
}

#[test]
fn numbers_describe_nothing() {
    let table = MemoryTable::text(
        "FKZ|Thema des geförderten Vorhabens|Ressort|Referat\nA1|Reallabor Mobilität|BMBF|512\nA2|KI im Amt|BMWE|IIA2",
    );
    with(&[table], &Options::default(), |survey| {
        let referat = &survey.registers[0].layout.columns[3];
        assert_ne!(referat.field, Some(Field::Description), "{referat:?}");
    });
}
