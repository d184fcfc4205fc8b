using System.Text.Json;

namespace Tracking.Portal.Demo;

/// <summary><c>demo.json</c>: all that a script needs to try the demo; readable by its owner alone.</summary>
public sealed record DemoFile(string Url, DemoFile.SignIn Ops, string ApiKey, IReadOnlyDictionary<string, string> PushSecrets, IReadOnlyList<DemoFile.Sold> Orders)
{
    public const string Name = "demo.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file of a folder; null where there is none that can be read.</summary>
    public static DemoFile? Find(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<DemoFile>(File.ReadAllBytes(path), Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public async Task WriteAsync(string folder, CancellationToken cancel)
    {
        var path = Path.Combine(folder, Name);
        var fresh = path + ".new";
        File.Delete(fresh);
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(fresh, how))
            await JsonSerializer.SerializeAsync(file, this, Options, cancel);
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Who signs in to ops.</summary>
    public sealed record SignIn(string Email, string Password);

    /// <summary>An order, its buyer's proof and link, and what it is there to show.</summary>
    public sealed record Sold(string Number, string? Email, string Token, string Story);
}
