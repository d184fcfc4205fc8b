using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Notices;
using Tracking.Portal.Ops;
using Tracking.Tests.Cases;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Access;

/// <summary>Who is bound to a shop finds not one trace of another's, whatever page or store they come through.</summary>
public sealed class SightTests : IAsyncLifetime
{
    private const string Ours = "OURS000001", Theirs = "THEIRS0002";

    /// <summary>What a bound person's connection can read without a rule for rows: nothing in it belongs to a shop.</summary>
    private static readonly string[] OfNoShop =
    [
        "account", "blind_span", "budget", "carrier_health", "carrier_hour", "case_sla", "code_row", "lane_norms", "logo", "mail_switch", "playbook", "playbook_act", "playbook_version", "quarantine", "seen_act", "team", "team_holiday",
    ];

    /// <summary>Stores that pages ask for without bounds, and why they may.</summary>
    private static readonly Dictionary<Type, string> Unbound = new()
    {
        [typeof(LaneStore)] = "what is usual is learned from all parcels and names none",
        [typeof(LaneMonthStore)] = "counts by carrier, lane and month, which name no parcel",
        [typeof(EvidenceKeyStore)] = "keys of the portal, which sign for all shops",
        [typeof(AskNow)] = "asks about a leg that its page found in sight",
        [typeof(CarrierHourStore)] = "counts of an account, which serves all shops",
        [typeof(TeamStore)] = "teams serve all shops, and only administrators change them",
        [typeof(AccountStore)] = "accounts serve all shops, and only who sees all changes them",
        [typeof(CodeRowStore)] = "rows belong to carriers",
        [typeof(NoticeStore)] = "asked for the settings of a shop that was found in sight",
        [typeof(AccessActStore)] = "only writes",
        [typeof(Wakes)] = "tells that something has changed, never what",
        [typeof(MailWriter)] = "writes a message that was found in sight",
        [typeof(MailSender)] = "sends a sample to whoever asks for it",
        [typeof(MailFolder)] = "asked for the folder's name",
        [typeof(CodeMapping)] = "rows belong to carriers, and only who sees all maps",
        [typeof(Replays)] = "begun by who sees all",
        [typeof(People)] = "people, for administrators and for whom a case can be given to",
        [typeof(Accounts)] = "accounts serve all shops",
        [typeof(AccountTrial)] = "accounts serve all shops",
    };

    private PortalApp _portal = null!;
    private (long Parcel, long Case) _ours, _theirs;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Everything => _portal.Database.DataSource;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalApp.StartAsync(Cancel);
        _ours = await GivenCases.AddAsync(Everything, FindingKind.AddressProblem, Severity.Exception, 1000, Ours, Cancel);
        _theirs = await GivenCases.AddAsync(Everything, FindingKind.AddressProblem, Severity.Exception, 2000, Theirs, Cancel);
        foreach (var (parcel, id, number) in new[] { (_ours.Parcel, _ours.Case, Ours), (_theirs.Parcel, _theirs.Case, Theirs) })
            await FillAsync(parcel, id, number);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task No_row_that_a_bound_connection_can_read_bears_a_trace_of_another_shop()
    {
        var source = _portal.Get<Database>().SourceFor([await ShopAsync(Ours)]);
        var own = new HashSet<string>();
        foreach (var (table, _, columns) in await TablesAsync())
            if (columns.Length > 0)
                await foreach (var row in RowsAsync(source, table, columns))
                {
                    Assert.False(row.Contains(Theirs, StringComparison.OrdinalIgnoreCase), $"tracking.{table} shows {row}");
                    Assert.False(row.StartsWith($"[{_theirs.Parcel},", StringComparison.Ordinal), $"tracking.{table} shows {row}");
                    if (row.Contains(Ours, StringComparison.OrdinalIgnoreCase))
                        own.Add(table);
                }
        // Not because it is blind: what is theirs is found wherever it was put.
        Assert.Superset(new HashSet<string> { "shop", "purchase", "leg", "statement", "finding", "case_act", "override", "queue_view", "wire", "mail", "subscription", "item", "mail_act", "presence", "snapshot" }, own);
    }

    [Fact]
    public async Task Every_table_is_shut_or_has_a_rule_or_belongs_to_no_shop()
    {
        var open = (await TablesAsync()).Where(table => table.Columns.Length > 0 && !table.HasRule).Select(table => table.Name).Order(StringComparer.Ordinal);
        Assert.Equal(OfNoShop, open);
    }

    [Fact]
    public async Task A_connection_that_is_bound_to_no_shop_or_forgot_to_say_to_which_sees_nothing()
    {
        Assert.Equal(0L, await CountAsync(_portal.Get<Database>().SourceFor([]), "purchase"));
        var builder = new NpgsqlConnectionStringBuilder(_portal.Database.ConnectionString) { Options = "-c role=tracking_bound" };
        await using var forgot = NpgsqlDataSource.Create(builder.ConnectionString);
        await Assert.ThrowsAsync<PostgresException>(() => CountAsync(forgot, "purchase"));
        // Given back to the pool, a connection is as bound as it was.
        await using var one = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_portal.Get<Database>().SourceFor([await ShopAsync(Ours)]).ConnectionString) { Password = builder.Password, MaxPoolSize = 1 }.ConnectionString);
        for (var i = 0; i < 3; i++)
            Assert.Equal(1L, await CountAsync(one, "purchase"));
    }

    [Fact]
    public async Task Stores_behind_the_pages_count_find_and_change_only_what_is_in_sight()
    {
        await using var scope = await ScopeAsync(_portal, "mara@example.test", [await ShopAsync(Ours)]);
        var queue = scope.ServiceProvider.GetRequiredService<QueueStore>();
        Assert.Equal([_ours.Case], (await queue.OrderAsync(new QueueFilter(), QueueGrouping.None, Cancel)).Select(entry => entry.CaseId));
        Assert.Equal([Ours], (await queue.CountAsync(new QueueFilter(), Cancel)).Shops.Keys);
        Assert.Empty(await queue.ListAsync([_theirs.Case], Cancel));
        foreach (var search in new[] { Theirs, "so-" + Theirs, Theirs + "@example.test", $"{_theirs.Parcel}" })
            Assert.Empty(await queue.FindParcelsAsync(new QueueFilter().Searching(search), 20, Cancel));
        Assert.Single(await queue.FindParcelsAsync(new QueueFilter().Searching("so-" + Ours), 20, Cancel));
        Assert.Null(await scope.ServiceProvider.GetRequiredKeyedService<ParcelStore>(Sight.Key).FindAsync(_theirs.Parcel, Cancel));
        Assert.NotNull(await scope.ServiceProvider.GetRequiredKeyedService<ParcelStore>(Sight.Key).FindAsync(_ours.Parcel, Cancel));
        var incident = Assert.Single(await queue.ListIncidentsAsync(Cancel));
        Assert.Equal((1, "Parcels of your shops are among those that it holds up."), (incident.Parcels, incident.Sentence));
        Assert.Equal(1, (await scope.ServiceProvider.GetRequiredKeyedService<IncidentStore>(Sight.Key).ListAsync(0, 10, Cancel)).Rows.Single().Parcels);

        var cases = scope.ServiceProvider.GetRequiredService<CaseStore>();
        Assert.IsType<TriageOutcome.Absent>(await cases.ApplyAsync(_theirs.Case, 1, new TriageAct.Acknowledge(), "mara@example.test", Cancel));
        Assert.IsType<TriageOutcome.Done>(await cases.ApplyAsync(_ours.Case, 1, new TriageAct.Acknowledge(), "mara@example.test", Cancel));
        var stroke = await cases.ApplyAllAsync(new Dictionary<long, int> { [_ours.Case] = 2, [_theirs.Case] = 1 }, new TriageAct.Resolve("found it"), "mara@example.test", Cancel);
        Assert.Equal([_ours.Case], stroke.Done.Select(done => done.Id));
        await Assert.ThrowsAsync<PostgresException>(() => scope.ServiceProvider.GetRequiredService<AuditStore>().ListAsync(new AuditFilter(), null, 10, Cancel));

        // A parcel in which both shops sent something is found by one's own order only.
        await using (var both = Everything.CreateCommand("insert into tracking.purchase_parcel (purchase_id, parcel_id, ordinal) select id, $1, 2 from tracking.purchase where number = $2"))
        {
            both.Parameters.Add(new() { Value = _ours.Parcel });
            both.Parameters.Add(new() { Value = "so-" + Theirs });
            await both.ExecuteNonQueryAsync(Cancel);
        }
        Assert.Empty(await queue.FindParcelsAsync(new QueueFilter().Searching("so-" + Theirs), 20, Cancel));
        Assert.Single(await queue.FindParcelsAsync(new QueueFilter().Searching("so-" + Ours), 20, Cancel));
    }

    [Fact]
    public async Task Bound_people_do_not_work_the_case_of_an_incident_which_holds_the_parcels_of_all()
    {
        await using var scope = await ScopeAsync(_portal, "mara@example.test", [await ShopAsync(Ours)]);
        var cases = scope.ServiceProvider.GetRequiredService<CaseStore>();
        var held = Assert.Single(await scope.ServiceProvider.GetRequiredService<QueueStore>().ListIncidentsAsync(Cancel)).Case!;
        Assert.IsType<TriageOutcome.Absent>(await cases.ApplyAsync(held.Id, held.Version, new TriageAct.Resolve("done"), "mara@example.test", Cancel));
    }

    [Fact]
    public async Task A_correction_is_settled_for_a_parcel_in_sight_and_for_no_other_and_leaves_the_connection_as_bound_as_it_was()
    {
        const string Fresh = "FRESH00003";
        var fresh = (await GivenCases.AddAsync(Everything, FindingKind.AddressProblem, Severity.Exception, 1000, Fresh, Cancel)).Parcel;
        var bound = new[] { await ShopAsync(Fresh) };
        await using var scope = await ScopeAsync(_portal, "mara@example.test", bound);
        var overrides = scope.ServiceProvider.GetRequiredKeyedService<OverrideStore>(Sight.Key);
        var lost = new OverrideAct.Mark(true, null, "the carrier paid");
        Assert.Equal("There is no such parcel.", await overrides.ApplyAsync(_theirs.Parcel, lost, "mara@example.test", Cancel));
        Assert.Null(await overrides.ApplyAsync(fresh, lost, "mara@example.test", Cancel));
        Assert.Equal("There is no such parcel.", await overrides.UndoAsync(_theirs.Parcel, 1, "mara@example.test", Cancel));
        Assert.Equal(fresh, Assert.Single(await overrides.ListAsync([fresh, _theirs.Parcel], Cancel)).ParcelId);
        Assert.Equal(1L, await CountAsync(_portal.Get<Database>().SourceFor(bound), "purchase"));
        Assert.Contains(FindingKind.DeclaredLost, (await scope.ServiceProvider.GetRequiredKeyedService<ParcelStore>(Sight.Key).FindAsync(fresh, Cancel))!.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task A_case_is_given_to_nobody_who_is_bound_to_other_shops_than_its_parcels()
    {
        const string Jonas = "jonas@example.test";
        await (await ScopeAsync(_portal, Jonas, [await ShopAsync(Ours)])).DisposeAsync();
        await using var scope = await ScopeAsync(_portal, "boss@example.test", null);
        var desk = scope.ServiceProvider.GetRequiredService<CaseDesk>();
        var refused = Assert.IsType<TriageOutcome.Refused>(await desk.ApplyAsync(_theirs.Case, 1, new TriageAct.Assign(Jonas), Cancel));
        Assert.StartsWith("They would not see it", refused.Why);
        var both = new Dictionary<long, int> { [_ours.Case] = 1, [_theirs.Case] = 1 };
        foreach (var strike in new[] { desk.PreviewAsync, (Func<IReadOnlyDictionary<long, int>, TriageAct, CancellationToken, Task<StrokeOutcome>>)desk.ApplyAllAsync })
        {
            var outcome = await strike(both, new TriageAct.Assign(Jonas), Cancel);
            Assert.Equal([_ours.Case], outcome.Done.Select(done => done.Id));
            Assert.Equal([new(refused.Why, 1)], outcome.Left);
        }
        Assert.Equal([new(refused.Why, 1)], (await desk.ApplyAllAsync(new Dictionary<long, int> { [_theirs.Case] = 1 }, new TriageAct.Assign(Jonas), Cancel)).Left);
        var incident = Assert.Single(await scope.ServiceProvider.GetRequiredService<QueueStore>().ListIncidentsAsync(Cancel)).Case!;
        Assert.IsType<TriageOutcome.Refused>(await desk.ApplyAsync(incident.Id, incident.Version, new TriageAct.Assign(Jonas), Cancel));
        Assert.IsType<TriageOutcome.Done>(await desk.ApplyAsync(_theirs.Case, 1, new TriageAct.Assign("boss@example.test"), Cancel));
    }

    [Fact]
    public async Task Whoever_is_bound_to_nothing_sees_all_and_whoever_is_not_signed_in_sees_nothing()
    {
        await using var all = await ScopeAsync(_portal, "boss@example.test", null);
        Assert.Equal(2, (await all.ServiceProvider.GetRequiredService<QueueStore>().OrderAsync(new QueueFilter(), QueueGrouping.None, Cancel)).Count);
        await using var nobody = _portal.Get<IServiceScopeFactory>().CreateAsyncScope();
        ((IHostEnvironmentAuthenticationStateProvider)nobody.ServiceProvider.GetRequiredService<AuthenticationStateProvider>())
            .SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
        Assert.Empty(await nobody.ServiceProvider.GetRequiredService<QueueStore>().OrderAsync(new QueueFilter(), QueueGrouping.None, Cancel));
    }

    [Fact]
    public void Every_store_that_a_page_or_a_desk_asks_for_is_in_sight_or_on_the_list_of_those_that_need_not_be()
    {
        var services = new ServiceCollection().AddOps();
        var wanted = typeof(OpsSetup).Assembly.GetTypes().Where(type => typeof(ComponentBase).IsAssignableFrom(type))
            .SelectMany(page => page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(property => (Of: page, Type: property.PropertyType, Inject: property.GetCustomAttribute<InjectAttribute>()))
                .Where(one => one.Inject is not null).Select(one => (one.Of, one.Type, IsInSight: Equals(one.Inject!.Key, Sight.Key))))
            .Concat(typeof(OpsSetup).Assembly.GetTypes().Where(type => type.Name.EndsWith("Desk", StringComparison.Ordinal))
                .SelectMany(desk => desk.GetConstructors().Single().GetParameters().Select(parameter => (Of: desk, Type: parameter.ParameterType, IsInSight: IsInSight(parameter)))))
            .Where(one => !one.Type.Name.EndsWith("Desk", StringComparison.Ordinal) && Reaches(one.Type, [])).ToList();
        Assert.Contains(wanted, one => one.Type == typeof(QueueStore));
        var unbounded = wanted.Where(one => !one.IsInSight && !Unbound.ContainsKey(one.Type)
            && !services.Any(made => made.ServiceType == one.Type && made.ImplementationFactory?.Method.DeclaringType == typeof(SightSetup)));
        Assert.Equal("", string.Join('\n', unbounded.Select(one => $"{one.Of.Name} asks for {one.Type.Name} without bounds: add it with AddInSight, or ask for it by Sight.Key")));
    }

    /// <summary>True of what is made, through however many others, on the database without bounds.</summary>
    private static bool Reaches(Type type, HashSet<Type> seen) => type == typeof(NpgsqlDataSource)
        || type.Namespace?.StartsWith("Tracking.", StringComparison.Ordinal) is true && seen.Add(type)
        && type.GetConstructors().Any(made => made.GetParameters().Any(parameter => !IsInSight(parameter) && !Unbound.ContainsKey(parameter.ParameterType) && Reaches(parameter.ParameterType, seen)));

    private static bool IsInSight(ParameterInfo parameter) => Equals(parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key, Sight.Key);

    /// <summary>What a request or a circuit of this person is made of.</summary>
    private static async Task<AsyncServiceScope> ScopeAsync(PortalApp portal, string email, long[]? shops)
    {
        await portal.Get<People>().EnsureUserAsync(email, "correct horse battery", Role.Lead, Cancel);
        var id = (await portal.Get<People>().ListAsync(Cancel)).Single(person => person.Email == email).Id;
        await portal.Get<People>().SetShopsAsync(id, shops, "boss@example.test", Cancel);
        var scope = portal.Get<IServiceScopeFactory>().CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignIn>();
        var user = await signIn.CreateUserPrincipalAsync((await signIn.UserManager.FindByEmailAsync(email))!);
        ((IHostEnvironmentAuthenticationStateProvider)scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>()).SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));
        return scope;
    }

    private async Task<long> ShopAsync(string name)
    {
        await using var command = Everything.CreateCommand("select id from tracking.shop where name = $1");
        command.Parameters.Add(new() { Value = name });
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string table)
    {
        await using var command = source.CreateCommand($"select count(*) from tracking.{table}");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }

    /// <summary>All tables and views, whether rows of them are left out, and the columns that bound people's connections can read.</summary>
    private async Task<IReadOnlyList<(string Name, bool HasRule, string[] Columns)>> TablesAsync()
    {
        await using var command = Everything.CreateCommand("""
            select c.relname, c.relrowsecurity, array(
              select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and has_column_privilege('tracking_bound', c.oid, a.attnum, 'select') order by a.attnum)
            from pg_class c where c.relnamespace = 'tracking'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') order by 1
            """);
        var tables = new List<(string, bool, string[])>();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
            tables.Add((reader.GetString(0), reader.GetBoolean(1), reader.GetFieldValue<string[]>(2)));
        return tables;
    }

    /// <summary>Rows as JSON arrays; bodies as text.</summary>
    private static async IAsyncEnumerable<string> RowsAsync(NpgsqlDataSource source, string table, string[] columns)
    {
        var cells = string.Join(", ", columns.Select(column => $"case when pg_typeof(\"{column}\") = 'bytea'::regtype then to_jsonb(encode(convert_to(\"{column}\"::text, 'UTF8'), 'escape')) else to_jsonb(\"{column}\") end"));
        await using var command = source.CreateCommand($"set bytea_output = 'escape'; select jsonb_build_array({cells})::text from tracking.{table}");
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
            yield return reader.GetString(0);
    }

    /// <summary>Puts a parcel's number into everything that can hold it.</summary>
    private async Task FillAsync(long parcel, long id, string number)
    {
        await using var command = Everything.CreateCommand("""
            update tracking.purchase set buyer_email = @number || '@example.test' where number = 'so-' || @number;
            insert into tracking.item (purchase_id, parcel_id, sku, title, quantity) select purchase_id, parcel_id, @number, @number, 1 from tracking.purchase_parcel where parcel_id = @parcel;
            insert into tracking.case_act (case_id, by, act, note) values (@case, 'mara@example.test', 'noted', @number);
            insert into tracking.override (parcel_id, kind, by, reason, number) values (@parcel, 'Lost', 'mara@example.test', @number, @number);
            insert into tracking.outbox (parcel_id, kind, detail, version) values (@parcel, 'case', @number, 1);
            insert into tracking.presence (parcel_id, circuit, person, at) values (@parcel, gen_random_uuid(), @number, now());
            insert into tracking.snapshot (parcel_id, source, number, received_at, document) values (@parcel, 'fedex', @number, now(), '{}');
            insert into tracking.queue_view (owner, name, query, shared, at, shops) values (@number, @number, 'q=' || @number, true, now(), array(select id from tracking.shop where name = @number));
            insert into tracking.refused_push (receipt, carrier, why, status, body) values (left(md5(@number), 16), 'fedex', @number, 401, convert_to(@number, 'UTF8'));
            insert into tracking.access_act (by, act, subject) values ('mara@example.test', 'took out the queue as CSV', @number);
            with s as (
              insert into tracking.subscription (purchase_id, kinds, language, token_hash, token_cipher) select id, array[@number], 'en', convert_to(@number, 'UTF8'), '\x00' from tracking.purchase where number = 'so-' || @number
              returning id),
            m as (insert into tracking.mail (subscription_id, message_id, asks, due_at) select id, @number, false, now() from s returning id)
            insert into tracking.mail_act (by, act, mail_id, note) select 'mara@example.test', 'sent again', id, @number from m;
            with w as (insert into tracking.wire (carrier, kind, trust, body) values ('fedex', 'Push', 'Evidence', convert_to(@number, 'UTF8')) returning id, received_at)
            insert into tracking.wire_parcel (parcel_id, wire_id, wire_received_at) select @parcel, id, received_at from w;
            insert into tracking.statement (parcel_id, key, source, number, clock, wall_clock, wire_id, received_at, trust, class, mapping, table_version, read_wire_id)
              values (@parcel, convert_to(@number, 'UTF8'), 'fedex', @number, '', '', 1, now(), 'Evidence', 'Actual', 'unknown', '', 1);
            insert into tracking.incident (kind, subject, since, opened_at, parcels, sentence) values ('FacilityStuck', 'HUB', now(), now(), 2, '2 parcels wait') on conflict do nothing;
            insert into tracking.work_case (incident_id, severity, kind, opened_at, changed_at) select id, 'Exception', 'FacilityStuck', now(), now() from tracking.incident on conflict do nothing;
            insert into tracking.case_act (case_id, by, act, note) select id, 'rules', 'opened', '2 parcels wait' from tracking.work_case where incident_id is not null;
            insert into tracking.incident_parcel (incident_id, parcel_id, joined_at) select id, @parcel, now() from tracking.incident;
            """);
        command.Parameters.AddWithValue("parcel", parcel);
        command.Parameters.AddWithValue("case", id);
        command.Parameters.AddWithValue("number", number);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
