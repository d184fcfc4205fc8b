using NodaTime;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Cases;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Ops;

/// <summary>Every act of a person is on one list, is found there, and never goes away.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private const string Mara = "mara@example.test", Jonas = "jonas@example.test", Boss = "boss@example.test", Password = "correct horse battery";

    private PortalApp _portal = null!;
    private AuditStore _audit = null!;
    private long _case;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalApp.StartAsync(Cancel);
        var source = _portal.Database.DataSource;
        _audit = new AuditStore(source);
        (_, _case) = await GivenCases.AddAsync(source, FindingKind.AddressProblem, Severity.Exception, 1000, "AUDIT00001", Cancel);
        var (bare, _) = await GivenCases.AddAsync(source, FindingKind.AddressProblem, Severity.Exception, 1000, "AUDIT00002", Cancel);
        var cases = new CaseStore(source, TimeProvider.System);
        await cases.ApplyAsync(_case, 1, new TriageAct.Acknowledge("=cmd|' /C calc'!A0"), Mara, Cancel);
        await _portal.Get<AccountStore>().NoteAsync(new CarrierId("fedex"), Jonas, "tested: answers", Cancel);
        await _portal.Get<People>().EnsureUserAsync(Jonas, Password, Role.Agent, Cancel);
        await _portal.Get<People>().EnsureUserAsync(Boss, Password, Role.Lead, Cancel);
        var jonas = (await _portal.Get<People>().ListAsync(Cancel)).Single(person => person.Email == Jonas).Id;
        await _portal.Get<People>().SetRoleAsync(jonas, Role.Lead, Boss, Cancel);
        await _portal.Get<People>().SetShopsAsync(jonas, [_portal.Shop.Id], Boss, Cancel);
        await using var command = source.CreateCommand("""
            delete from tracking.work_case where parcel_id = $1;
            """);
        command.Parameters.Add(new() { Value = bare });
        await command.ExecuteNonQueryAsync(Cancel);
        await ExecuteAsync($"""
            insert into tracking.mail_act (by, act, note) values ('{Jonas}', 'stopped', 'the words are wrong');
            insert into tracking.code_row (carrier, code, milestone, by) values ('fedex', 'QQ9', 'Delivered', '{Mara}');
            insert into tracking.override (parcel_id, kind, by, reason, number) values ({bare}, 'Lost', '{Mara}', 'the carrier says so', 'AUDIT00002');
            """);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Acts_of_every_kind_are_on_one_list_with_who_what_before_after_and_why()
    {
        var lines = await FindAsync(new AuditFilter());
        Assert.Equal(["carrier", "case", "code", "message", "parcel", "person"], lines.Select(line => line.Source).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(lines, line => line is { By: Boss, Act: "gave another role", Subject: Jonas, Before: "Agent", After: "Lead" });
        Assert.Contains(lines, line => line is { By: Boss, Act: "bound to shops", Before: "all shops", After: "Blue Kettle" });
        Assert.Contains(lines, line => line is { By: Mara, Act: "marked it lost", Why: "the carrier says so" });
        Assert.Contains("state Open → Acknowledged", AuditView.Change(Assert.Single(lines, line => line.Source == "case")));
        Assert.DoesNotContain(lines, line => line.By == "rules");
    }

    [Fact]
    public async Task Acts_are_found_by_who_did_them_to_what_when_and_by_the_parcel_or_order_they_were_done_to()
    {
        Assert.All(await FindAsync(new AuditFilter { By = "MARA" }), line => Assert.Equal(Mara, line.By));
        Assert.Equal("stopped", Assert.Single(await FindAsync(new AuditFilter { Source = "message" })).Act);
        Assert.Equal(_case, long.Parse(Assert.Single(await FindAsync(new AuditFilter { Text = "so-AUDIT00001" })).Subject!.Split(' ')[1]));
        Assert.Equal("acknowledged", Assert.Single(await FindAsync(new AuditFilter { Text = "AUDIT00001" })).Act);
        Assert.Equal("bound to shops", Assert.Single(await FindAsync(new AuditFilter { Text = "all shops" })).Act);
        Assert.Empty(await FindAsync(new AuditFilter { Text = "100%" }));
        Assert.Empty(await FindAsync(new AuditFilter { To = new LocalDate(2020, 1, 1) }));
        Assert.NotEmpty(await FindAsync(new AuditFilter { From = new LocalDate(2020, 1, 1) }));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_and_an_address_says_which()
    {
        var all = await FindAsync(new AuditFilter());
        var walked = new List<AuditLine>();
        AuditLine? last = null;
        do
        {
            var page = await _audit.ListAsync(new AuditFilter(), AuditView.Of(new Uri("http://x" + new AuditView(new(), last).ToUrl()).Query).Before, 2, Cancel);
            walked.AddRange(page);
            last = page.Count == 2 ? page[^1] : null;
        }
        while (last is not null);
        Assert.Equal(all, walked);
        var view = new AuditView(new AuditFilter { By = "mara", Source = "case", Text = "a & b", From = new LocalDate(2026, 11, 1), To = new LocalDate(2026, 11, 30) });
        Assert.Equal(view, AuditView.Of(new Uri("http://x" + view.ToUrl()).Query));
        Assert.Equal(new AuditView(new AuditFilter()), AuditView.Of("?of=nothing&from=soon&before=1.2"));
    }

    [Fact]
    public async Task What_was_done_is_neither_rewritten_nor_taken_away()
    {
        foreach (var table in new[] { "access_act", "case_act", "account_act", "mail_act", "override", "code_row" })
            foreach (var sql in new[] { $"update tracking.{table} set by = 'nobody'", $"delete from tracking.{table}", $"truncate tracking.{table} cascade" })
                Assert.Contains("append-only", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql))).MessageText);
    }

    [Fact]
    public async Task The_audit_as_a_table_for_other_programs_starts_no_formula_and_is_an_act_itself_for_leads_alone()
    {
        using var boss = new Visitor(_portal.Address);
        await boss.SignInAsync(Boss, Password, Cancel);
        var csv = (await boss.GetAsync("/ops/audit.csv", Cancel)).Text;
        Assert.Contains("\"'=cmd|' /C calc'!A0\"", csv);
        Assert.Contains(await FindAsync(new AuditFilter { By = Boss }), line => line is { Act: "took out the audit as CSV" });
        await boss.GetAsync("/ops/queue.csv?kind=Stalled", Cancel);
        Assert.Contains(await FindAsync(new AuditFilter { By = Boss }), line => line is { Act: "took out the queue as CSV", After: "/ops?kind=Stalled" });

        // A lead who is bound to a shop is no auditor of the others.
        using var jonas = new Visitor(_portal.Address);
        await jonas.SignInAsync(Jonas, Password, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await jonas.GetAsync("/ops/audit.csv", Cancel)).Status);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await jonas.GetAsync("/ops/audit", Cancel)).Status);
    }

    private Task<IReadOnlyList<AuditLine>> FindAsync(AuditFilter filter) => _audit.ListAsync(filter, null, 100, Cancel);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _portal.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
