using System.Text;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;

namespace Tracking.Tests.Postgres;

public sealed class AccountStoreTests : IAsyncLifetime
{
    private const string Ada = "ada@example.test";
    private static readonly CarrierId Fedex = new("fedex");
    private static readonly CarrierId Ups = new("ups");
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 25, 12, 0);

    private TestDatabase _database = null!;
    private AccountStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _store = new AccountStore(_database.DataSource, new EphemeralDataProtectionProvider(), new TestLog<AccountStore>());
        await _store.SeedAsync([new StoredAccount { Carrier = Fedex, Settings = Named("first"), SeededFrom = "a" }, new StoredAccount { Carrier = Ups, SeededFrom = "b" }], Cancel);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task One_carrier_is_paused_and_resumed_with_a_name_and_a_reason_and_the_start_of_the_program_does_not_end_it()
    {
        Assert.True(await _store.PauseAsync(Fedex, Ada, "they move their data centre", Cancel));
        Assert.False(await _store.PauseAsync(Fedex, "ben@example.test", "me too", Cancel));
        Assert.Equal([(Fedex, true), (Ups, false)], (await _store.ListAsync(Cancel)).Select(one => (one.Carrier, one.IsPaused)));

        await _store.SetPausedAsync(true, Cancel);
        await _store.SetPausedAsync(false, Cancel);
        Assert.Equal([true, false], (await _store.ListAsync(Cancel)).Select(one => one.IsPaused));

        Assert.True(await _store.ResumeAsync(Fedex, "ben@example.test", Cancel));
        Assert.False(await _store.ResumeAsync(Fedex, Ada, Cancel));
        Assert.Equal([("ben@example.test", "resumed", null), (Ada, "paused", "they move their data centre")], (await _store.ListActsAsync(Fedex, 10, Cancel)).Select(act => (act.By, act.Act, act.Why)));
    }

    [Fact]
    public async Task Credentials_are_changed_one_by_one_kept_encrypted_and_noted_by_name_alone()
    {
        await _store.ChangeAsync(Fedex, new AccountChange { Settings = new Dictionary<string, string> { ["ClientSecret"] = "second-secret", ["ClientId"] = "" } }, Ada, Now, Cancel);

        var kept = (await _store.ListAsync(Cancel)).Single(one => one.Carrier == Fedex);
        Assert.Equal(("first-id", "second-secret", "a"), (kept.Settings["ClientId"], kept.Settings["ClientSecret"], kept.SeededFrom));
        Assert.Equal(["ClientId", "ClientSecret"], (await _store.DescribeAsync(Fedex, Cancel))!.Settings);
        Assert.Equal("changed ClientSecret", Assert.Single(await _store.ListActsAsync(Fedex, 10, Cancel)).Act);
        await using var everything = _database.DataSource.CreateCommand("select encode(cipher, 'escape') || coalesce(base_address, '') from tracking.account union all select act || coalesce(why, '') from tracking.account_act");
        await using var reader = await everything.ExecuteReaderAsync(Cancel);
        var text = new StringBuilder();
        while (await reader.ReadAsync(Cancel))
            text.Append(reader.GetString(0));
        Assert.DoesNotContain("secret", text.ToString().Replace("ClientSecret", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_address_takes_none_of_the_old_credentials_along()
    {
        await _store.ChangeAsync(Fedex, new AccountChange { BaseAddress = "https://elsewhere.example.test/", Settings = new Dictionary<string, string> { ["ClientId"] = "second-id" } }, Ada, Now, Cancel);
        Assert.Equal([KeyValuePair.Create("ClientId", "second-id")], (await _store.ListAsync(Cancel)).Single(one => one.Carrier == Fedex).Settings);
    }

    [Fact]
    public async Task During_a_rotation_both_push_secrets_hold_until_the_old_one_ends()
    {
        await _store.ChangeAsync(Ups, new AccountChange { PushSecret = "first" }, Ada, Now, Cancel);
        await _store.ChangeAsync(Ups, new AccountChange { PushSecret = "second", OldSecretUntil = Now + Duration.FromDays(7) }, Ada, Now, Cancel);
        Assert.Equal([new("second"), new StoredSecret("first", NotAfter: Now + Duration.FromDays(7))], await SecretsAsync());
        await _store.ChangeAsync(Ups, new AccountChange { PushSecret = "third", OldSecretUntil = Now + Duration.FromDays(1) }, Ada, Now + Duration.FromDays(8), Cancel);
        Assert.Equal(["third"], (await SecretsAsync()).Select(one => one.Value));

        async Task<IReadOnlyList<StoredSecret>> SecretsAsync() => (await _store.ListAsync(Cancel)).Single(one => one.Carrier == Ups).PushSecrets;
    }

    [Fact]
    public async Task What_people_did_to_an_account_cannot_be_changed_even_by_SQL()
    {
        await _store.NoteAsync(Fedex, Ada, "tested: answers", Cancel);
        await using var command = _database.DataSource.CreateCommand("update tracking.account_act set by = 'nobody'");
        await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
    }

    [Theory]
    [InlineData("ftp://x.example.test/", "", "https://")]
    [InlineData(null, "two\nlines", "line breaks")]
    public void A_change_that_cannot_work_is_refused_in_a_sentence(string? address, string secret, string why) =>
        Assert.Contains(why, new AccountChange { BaseAddress = address, PushSecret = secret }.Problem());

    private static Dictionary<string, string> Named(string which) => new() { ["ClientId"] = which + "-id", ["ClientSecret"] = which + "-secret" };
}
