using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs.Cli;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Ops;

/// <summary>The evidence of a real parcel, from the wires to a pack that anybody can verify.</summary>
public sealed partial class EvidenceTests : IAsyncLifetime
{
    private static readonly OffsetDateTime Morning = new LocalDateTime(2026, 11, 20, 10, 0).WithOffset(Offset.FromHours(-6));

    private readonly string _folder = Directory.CreateTempSubdirectory("evidence-").FullName;
    private PortalApp _portal = null!;
    private long _parcel;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalApp.StartAsync(Cancel);
        await _portal.Get<OrderStore>().RegisterAsync(_portal.Shop, new OrderDraft
        {
            Channel = "web",
            Number = "SO-1",
            BuyerEmail = "canary@example.test",
            BuyerName = "Kim Canary",
            Country = "US",
            Postcode = "38117",
            Parcels = [new ParcelDraft { Carrier = new CarrierId("fedex"), Number = TrackingNumber.Get("770000000001"), Items = [new Item { Sku = "A1", Title = "Headphones", Quantity = 1 }] }],
        }, Cancel);
        var pipeline = Pipeline.On(_portal.Database);
        await pipeline.Wires.AppendAsync([
            pipeline.FedexPush("770000000001", new FedexScan(Morning.PlusHours(-72), "PU", "Picked up", "CANARYVILLE", "US")),
            pipeline.FedexPush("770000000001", new FedexScan(Morning, "DL", "Signed for by K.CANARY, 38117, call 15550001234", "MEMPHIS <b>", "US"))], Cancel);
        await pipeline.DrainAsync(Cancel);
        _parcel = await pipeline.ScalarAsync<long>("select parcel_id from tracking.leg where number = '770000000001'", Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task An_agent_downloads_a_pack_that_verifies_by_the_portals_published_keys_and_is_noted()
    {
        using var agent = await SignInAsync(Role.Agent);
        var page = await agent.GetStringAsync(Address, Cancel);
        Assert.Contains("FedEx, 770000000001", page);
        Assert.Contains("MEMPHIS &lt;b&gt;", page);
        Assert.Contains("agree (US)", page);
        Assert.Contains("3 days between", page);
        var pack = await PackAsync(agent, page);
        var (status, said) = await VerifyAsync(pack);
        Assert.Equal((0, true), (status, said.Contains($"files about parcel {_parcel} of {_portal.Address}")));
        var act = Assert.Single(await _portal.Store<EvidenceStore>().ListActsAsync(_parcel, Cancel));
        Assert.Equal(("agent@example.test", false), (act.By, act.Names));
        Assert.Equal(act.Manifest, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Files(pack)["manifest.json"])));

        // The same parcel gives the same files, whoever asks and whenever.
        var again = Files(await PackAsync(agent, page));
        Assert.All(Files(pack).Where(file => file.Key != "manifest.sig"), file => Assert.Equal(Encoding.UTF8.GetString(file.Value), Encoding.UTF8.GetString(again[file.Key])));

        // What a new key signs and what the old one signed are both genuine.
        await _portal.Get<EvidenceKeyStore>().RotateAsync(Cancel);
        Assert.Equal(0, (await VerifyAsync(pack)).Status);
        var later = await PackAsync(agent, page);
        Assert.Equal(0, (await VerifyAsync(later)).Status);
        Assert.NotEqual((string?)JsonNode.Parse(Files(pack)["manifest.json"])!["key"], (string?)JsonNode.Parse(Files(later)["manifest.json"])!["key"]);
        // So is one signed after the private half was lost.
        await using (var lose = _portal.Database.DataSource.CreateCommand("update tracking.evidence_key set cipher = 'gone' where retired_at is null"))
            await lose.ExecuteNonQueryAsync(Cancel);
        Assert.Equal(0, (await VerifyAsync(await PackAsync(agent, page))).Status);
        Assert.Equal(0, (await VerifyAsync(later)).Status);
        Assert.DoesNotContain("\"d\"", await _portal.Http.GetStringAsync("/.well-known/evidence-keys.json", Cancel));
    }

    [Fact]
    public async Task A_pack_holds_this_parcels_wires_with_their_hashes_and_no_person_unless_a_lead_says_so()
    {
        using var lead = await SignInAsync(Role.Lead);
        var page = await lead.GetStringAsync(Address, Cancel);
        var files = Files(await PackAsync(lead, page));
        Assert.Equal(["evidence.html", "facts.json", "manifest.json", "manifest.sig", "readme.txt", "timeline.html", "timeline.json", "wires.json", "wires/0001.txt", "wires/0002.txt"], files.Keys.Order(StringComparer.Ordinal));
        var all = Words(page, files);
        Assert.DoesNotMatch("(?i)canary@|kim|k\\.canary|38117|15550001234", all);
        Assert.Contains("CANARYVILLE", all);
        Assert.Contains("Signed for by", Encoding.UTF8.GetString(files["timeline.json"]));
        var kept = await Pipeline.On(_portal.Database).ScalarAsync<string>($"select string_agg(encode(sha256(w.body), 'hex'), ' ' order by w.received_at, w.id) from tracking.wire w join tracking.wire_parcel p on p.wire_id = w.id where p.parcel_id = {_parcel}", Cancel);
        Assert.Equal(kept, string.Join(' ', JsonNode.Parse(files["wires.json"])!.AsArray().Select(wire => (string?)wire!["sha256"])));

        var named = await lead.GetStringAsync(Address + "?names=true", Cancel);
        Assert.Contains("K.CANARY", Encoding.UTF8.GetString(Files(await PackAsync(lead, named))["timeline.json"]));
        Assert.True((await _portal.Store<EvidenceStore>().ListActsAsync(_parcel, Cancel))[0].Names);
    }

    [Fact]
    public async Task Who_only_looks_gets_no_evidence_and_an_agent_none_with_names()
    {
        using var viewer = await SignInAsync(Role.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.GetAsync(Address, Cancel)).StatusCode);
        using var agent = await SignInAsync(Role.Agent);
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.GetAsync(Address + "?names=true", Cancel)).StatusCode);
        var page = await agent.GetStringAsync(Address, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(agent, page, "true")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await agent.PostAsync(Address, new FormUrlEncodedContent([new("names", "false")]), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync("/ops/parcels/999999/evidence", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await _portal.Http.GetAsync(Address, Cancel)).StatusCode);
        Assert.Empty(await _portal.Store<EvidenceStore>().ListActsAsync(_parcel, Cancel));
    }

    [Fact]
    public async Task After_a_buyer_was_forgotten_a_pack_says_nothing_of_them_and_none_was_kept()
    {
        using var lead = await SignInAsync(Role.Lead);
        await PackAsync(lead, await lead.GetStringAsync(Address + "?names=true", Cancel));
        await _portal.Get<ErasureStore>().EraseAsync("canary@example.test", null, "test", Cancel);
        var page = await lead.GetStringAsync(Address + "?names=true", Cancel);
        var pack = await PackAsync(lead, page);
        Assert.DoesNotMatch("(?i)canary|38117|headphones", Words(page, Files(pack)));
        Assert.Equal(0, (await VerifyAsync(pack)).Status);
    }

    [Fact]
    public async Task Nodes_that_need_the_first_key_at_once_agree_on_one()
    {
        await using var beside = await PortalApp.StartAsync(Cancel, beside: _portal);
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(async one => (await (one % 2 == 0 ? _portal : beside).Get<EvidenceKeyStore>().ListAsync(Cancel)).Single().Id));
        Assert.Single(ids.Distinct());
        Assert.Equal(0L, await Pipeline.On(_portal.Database).ScalarAsync<long>("select count(*) from tracking.evidence_key where position(convert_to('PRIVATE', 'UTF8') in cipher) > 0", Cancel));
    }

    private string Address => EvidenceEndpoints.PathOf(_parcel);

    private async Task<HttpClient> SignInAsync(Role role)
    {
        var email = $"{role.ToString().ToLowerInvariant()}@example.test";
        await _portal.Get<People>().EnsureUserAsync(email, "correct horse battery", role, Cancel);
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _portal.Address };
        var page = await http.GetStringAsync("/ops/sign-in", Cancel);
        using var answer = await http.PostAsync("/ops/sign-in", new FormUrlEncodedContent([new("email", email), new("password", "correct horse battery"), new("__RequestVerificationToken", Proof().Match(page).Groups[1].Value)]), Cancel);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return http;
    }

    /// <summary>What the button on a page downloads.</summary>
    private async Task<byte[]> PackAsync(HttpClient http, string page)
    {
        using var answer = await PostAsync(http, page, Names().Match(page).Groups[1].Value);
        Assert.Equal("application/zip", answer.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }

    private Task<HttpResponseMessage> PostAsync(HttpClient http, string page, string names) => http.PostAsync(Address, new FormUrlEncodedContent(
        [new("names", names), new("__RequestVerificationToken", Proof().Match(page).Groups[1].Value)]), Cancel);

    private async Task<(int Status, string Said)> VerifyAsync(byte[] pack)
    {
        var file = Path.Combine(_folder, "pack.zip");
        await File.WriteAllBytesAsync(file, pack, Cancel);
        var said = new StringWriter();
        return (await VerifyVerb.RunAsync([file, "--from", _portal.Address.AbsoluteUri], said, said, Cancel), said.ToString());
    }

    private static Dictionary<string, byte[]> Files(byte[] pack)
    {
        using var zip = new ZipArchive(new MemoryStream(pack));
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var from = entry.Open();
            using var into = new MemoryStream();
            from.CopyTo(into);
            return into.ToArray();
        });
    }

    /// <summary>All that a page and a pack say, but for digests, signatures and tokens: those may spell anything.</summary>
    private static string Words(string page, Dictionary<string, byte[]> files) => Spelled().Replace(string.Concat(files.Values.Select(Encoding.UTF8.GetString).Prepend(page)), "");

    [GeneratedRegex("[A-Za-z0-9_+/=-]{40,}")]
    private static partial Regex Spelled();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Proof();

    [GeneratedRegex("name=\"names\" value=\"(true|false)\"")]
    private static partial Regex Names();
}
