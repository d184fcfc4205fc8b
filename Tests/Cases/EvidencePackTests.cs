using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Tracking.Core.Cases;
using Tracking.Jobs.Cli;
using Xunit;

namespace Tracking.Tests.Cases;

/// <summary>A pack proves what the portal signed, and nothing that anybody changed since.</summary>
public sealed class EvidencePackTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _folder = Directory.CreateTempSubdirectory("evidence-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EvidenceKey Public => EvidenceKey.Of(_key.ExportSubjectPublicKeyInfo());

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task A_pack_as_it_was_signed_is_genuine_by_a_key_in_either_form()
    {
        var (status, said) = await VerifyAsync(Sealed());
        Assert.Equal((0, true), (status, said.Contains("is genuine: 2 files about parcel 7 of https://track.example.test/ as of 2026-11-26T00:00:00Z")));
        var pem = Path.Combine(_folder, "key.pem");
        await File.WriteAllTextAsync(pem, _key.ExportSubjectPublicKeyInfoPem(), Cancel);
        Assert.Equal(0, (await VerifyAsync(Sealed(), pem)).Status);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "a file", "facts.json was altered after the pack was signed" },
        { "a file of the same length", "facts.json was altered after the pack was signed" },
        { "a file and its hash", "The signature does not fit manifest.json" },
        { "a file, its hash and the signature", "none of those in" },
        { "the signature alone", "The signature does not fit manifest.json" },
        { "the manifest into nonsense", "manifest.json cannot be read" },
        { "the key's name", "none of those in" },
        { "without a file", "wires/0001.txt is missing" },
        { "without the manifest", "manifest.json is missing" },
        { "without the signature", "manifest.sig is missing" },
        { "with a file more", "extra.txt was added" },
        { "with a key inside", "evidence-keys.json was added" },
        { "with a file twice", "facts.json is in it twice" },
        { "with a way out", "a file whose name leads elsewhere" },
        { "with an absolute name", "a file whose name leads elsewhere" },
        { "with a backslash", "a file whose name leads elsewhere" },
        { "with a name that rewrites the terminal", "(x?[2J.txt)" },
        { "with a bomb", "would be larger than 128 MB" },
        { "with a bomb that lies", "facts.json was altered after the pack was signed" },
        { "with too many files", "more than 1000 files" },
        { "cut off", "This is no ZIP file, or a damaged one." },
        { "no ZIP", "This is no ZIP file, or a damaged one." },
        { "empty", "This is no ZIP file, or a damaged one." },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_pack_that_was_changed_is_refused_with_the_reason(string change, string reason)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (status, said) = await VerifyAsync(Changed(change, other));
        Assert.Equal(1, status);
        Assert.Contains(" is refused. ", said);
        Assert.Contains(reason, said);
        Assert.Single(said.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Without_keys_of_the_readers_own_nothing_is_verified()
    {
        var pack = await FileAsync("pack.zip", Sealed());
        foreach (var (arguments, complaint) in new (string[], string)[]
        {
            ([pack], "Whose keys?"),
            ([pack, "--from", "http://track.example.test/"], "begins with http://"),
            ([pack, "--from", "track.example.test"], "is no address"),
            ([pack, "--key", Path.Combine(_folder, "nowhere.json")], "there is no such file"),
            ([pack, "--key", pack], "neither a set of keys"),
            ([Path.Combine(_folder, "nowhere.zip"), "--key", await KeyAsync()], "cannot be read"),
        })
            Assert.Contains(complaint, (await Assert.ThrowsAsync<ArgumentException>(() => VerifyVerb.RunAsync(arguments, TextWriter.Null, TextWriter.Null, Cancel))).Message);
    }

    [Fact]
    public void Keys_are_published_under_a_name_that_only_they_can_have()
    {
        var written = EvidenceKey.ToJson([Public]);
        Assert.Equal(Public.Id, Assert.Single(EvidenceKey.Parse(written)).Id);
        Assert.Equal(Public.Id, Assert.Single(EvidenceKey.Parse(written.Replace(Public.Id, "somebody-else"))).Id);
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<FormatException>(() => EvidenceKey.Parse(larger.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<FormatException>(() => EvidenceKey.Parse("""{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}]}"""));
    }

    [Fact]
    public void A_name_from_elsewhere_never_becomes_a_file_of_a_pack() =>
        Assert.Throws<ArgumentException>(() => EvidencePack.Seal([new("../../etc/passwd.txt", [])], [], []));

    private static IReadOnlyList<EvidenceFile> Files => [new("facts.json", "{\"a\":1}"u8.ToArray()), new("wires/0001.txt", "what they sent"u8.ToArray())];

    private static EvidenceManifest Head => new() { Issuer = "https://track.example.test/", Parcel = "7", Version = "3", AsOf = "2026-11-26T00:00:00Z", Names = false };

    private byte[] Sealed() => Sealed(Files, Head.Of(Files, Public.Id).ToBytes(), _key);

    private static byte[] Sealed(IReadOnlyList<EvidenceFile> files, byte[] manifest, ECDsa key) =>
        EvidencePack.Seal(files, manifest, key.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    private byte[] Changed(string change, ECDsa other)
    {
        IReadOnlyList<EvidenceFile> altered = [new("facts.json", "{\"a\":2}"u8.ToArray()), Files[1]];
        return change switch
        {
            "a file" => With("facts.json", Utf8("{\"a\":22222}")),
            "a file of the same length" => With("facts.json", Utf8("{\"a\":2}")),
            "a file and its hash" => With("facts.json", Utf8("{\"a\":2}"), With("manifest.json", Head.Of(altered, Public.Id).ToBytes())),
            "a file, its hash and the signature" => Sealed(altered, Head.Of(altered, EvidenceKey.Of(other.ExportSubjectPublicKeyInfo()).Id).ToBytes(), other),
            "the signature alone" => Sealed(Files, Head.Of(Files, Public.Id).ToBytes(), other),
            "the manifest into nonsense" => With("manifest.json", Utf8("{")),
            "the key's name" => Sealed(Files, Head.Of(Files, "mine").ToBytes(), _key),
            "without a file" => With("wires/0001.txt", null),
            "without the manifest" => With("manifest.json", null),
            "without the signature" => With("manifest.sig", null),
            "with a file more" => With("extra.txt", Utf8("more")),
            "with a key inside" => With("evidence-keys.json", Encoding.UTF8.GetBytes(EvidenceKey.ToJson([EvidenceKey.Of(other.ExportSubjectPublicKeyInfo())]))),
            "with a file twice" => Edited(zip => Write(zip, "facts.json", "{\"a\":1}"u8)),
            "with a way out" => With("../evil.txt", Utf8("x")),
            "with an absolute name" => With("/etc/evil.txt", Utf8("x")),
            "with a backslash" => With("..\\evil.txt", Utf8("x")),
            "with a name that rewrites the terminal" => With("x\u001b[2J.txt", Utf8("x")),
            "with a bomb" => Saying((int)EvidencePack.MostBytes + 1),
            "with a bomb that lies" => Saying(Files[0].Content.Length),
            "with too many files" => Edited(zip => Enumerable.Range(0, EvidencePack.MostFiles).ToList().ForEach(number => Write(zip, $"f-{number}.txt", "x"u8))),
            "cut off" => Sealed()[..^30],
            "no ZIP" => "this is a letter"u8.ToArray(),
            _ => [],
        };
    }

    /// <summary>The pack with one file changed, added or taken out.</summary>
    private byte[] With(string name, byte[]? content, byte[]? pack = null) => Edited(zip =>
    {
        zip.GetEntry(name)?.Delete();
        if (content is not null)
            Write(zip, name, content);
    }, pack);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private byte[] Edited(Action<ZipArchive> edit, byte[]? pack = null)
    {
        using var stream = new MemoryStream();
        stream.Write(pack ?? Sealed());
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            edit(zip);
        return stream.ToArray();
    }

    private static void Write(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        using var into = zip.CreateEntry(name).Open();
        into.Write(content);
    }

    /// <summary>A pack with a file of eight megabytes, whose headers say another size.</summary>
    private byte[] Saying(int size)
    {
        var pack = With("facts.json", new byte[8 << 20]);
        var (said, now) = (BitConverter.GetBytes(8 << 20), BitConverter.GetBytes(size));
        for (var at = pack.AsSpan().IndexOf(said); at >= 0; at = pack.AsSpan().IndexOf(said))
            now.CopyTo(pack, at);
        return pack;
    }

    private async Task<(int Status, string Said)> VerifyAsync(byte[] pack, string? key = null)
    {
        var (output, complaint) = (new StringWriter(), new StringWriter());
        var status = await VerifyVerb.RunAsync([await FileAsync("pack.zip", pack), "--key", key ?? await KeyAsync()], output, complaint, Cancel);
        return (status, status == 0 ? output.ToString() : complaint.ToString());
    }

    private Task<string> KeyAsync() => FileAsync("keys.json", Encoding.UTF8.GetBytes(EvidenceKey.ToJson([Public])));

    private async Task<string> FileAsync(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllBytesAsync(path, content, Cancel);
        return path;
    }
}
