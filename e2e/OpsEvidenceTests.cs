using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Operations hand evidence to somebody who does not trust them, and nobody can change it on the way.</summary>
public sealed class OpsEvidenceTests(Stage stage) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-evidence-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task A_pack_is_verified_and_refused_after_a_file_and_its_hash_in_the_manifest_are_both_changed()
    {
        await using var visitor = await OpsDesk.SignInAsync(stage, 1280);
        var page = visitor.Pages[0];
        await page.Locator("a.sentence").First.ClickAsync();
        var claims = page.GetByLabel("Claims");
        await Assertions.Expect(claims).ToContainTextAsync("not known");
        var evidence = await page.RunAndWaitForPopupAsync(() => claims.GetByRole(AriaRole.Link, new() { Name = "Evidence" }).ClickAsync());
        await Assertions.Expect(evidence.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Evidence about a parcel");
        var download = await evidence.RunAndWaitForDownloadAsync(() => evidence.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync());
        var pack = Path.Combine(_folder, "pack.zip");
        await download.SaveAsAsync(pack);
        await page.ReloadAsync();
        await Assertions.Expect(claims).ToContainTextAsync("made a pack");

        var (status, said) = await VerifyAsync(pack);
        Assert.Equal(0, status);
        Assert.Contains("is genuine: ", said);
        Assert.Contains($"published at {stage.Portal.Url}", said);

        var changed = Path.Combine(_folder, "changed.zip");
        File.Copy(pack, changed);
        using (var zip = ZipFile.Open(changed, ZipArchiveMode.Update))
        {
            var facts = Encoding.UTF8.GetBytes(Text(zip, "facts.json").Replace("not known", "certainly"));
            var manifest = JsonNode.Parse(Text(zip, "manifest.json"))!;
            var entry = manifest["files"]!.AsArray().Single(file => (string?)file!["name"] == "facts.json")!;
            (entry["size"], entry["sha256"]) = (facts.Length, Convert.ToHexStringLower(SHA256.HashData(facts)));
            Put(zip, "facts.json", facts);
            Put(zip, "manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        }
        (status, said) = await VerifyAsync(changed);
        Assert.Equal(1, status);
        Assert.Contains("is refused. The signature does not fit manifest.json", said);
    }

    /// <summary>What the command says of a pack, by the keys that the running portal publishes.</summary>
    private async Task<(int Status, string Said)> VerifyAsync(string pack)
    {
        using var jobs = Process.Start(new ProcessStartInfo("dotnet", [PortalProcess.Built("Jobs"), "verify", pack, "--from", stage.Portal.Url.AbsoluteUri])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        })!;
        var (output, errors) = (jobs.StandardOutput.ReadToEndAsync(Cancel), jobs.StandardError.ReadToEndAsync(Cancel));
        await jobs.WaitForExitAsync(Cancel);
        return (jobs.ExitCode, await output + await errors);
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    private static void Put(ZipArchive zip, string name, byte[] content)
    {
        zip.GetEntry(name)!.Delete();
        using var into = zip.CreateEntry(name).Open();
        into.Write(content);
    }
}
