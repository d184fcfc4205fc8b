using System.Globalization;
using Microsoft.Extensions.Options;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Where messages lie that no server takes: one <c>.eml</c> file each, readable by its owner alone.</summary>
public sealed class MailFolder(Database database, MailStore mails, IOptions<MailSettings> settings)
{
    /// <summary>How long a file is kept.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private readonly Lazy<string> _path = new(() => settings.Value.Folder ?? Path.Combine(DataFolder.Resolve(database.Folder), "mail"));

    /// <summary>The folder; it need not exist yet.</summary>
    public string Folder => _path.Value;

    /// <summary>The file of a message.</summary>
    public string FileOf(long mail) => Path.Combine(Folder, mail.ToString(CultureInfo.InvariantCulture) + ".eml");

    /// <summary>Puts a message there, whole or not at all; the same message again is the same file.</summary>
    /// <param name="name">Without a folder and an ending.</param>
    public async Task PutAsync(string name, Func<Stream, Task> write, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Folder);
        else
            Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var partial = Path.Combine(Folder, $".{name}.{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(partial, options))
            await write(file);
        File.Move(partial, Path.Combine(Folder, name + ".eml"), overwrite: true);
    }

    /// <summary>Lets go the files of buyers who were forgotten, and old ones.</summary>
    public async Task PruneAsync(TimeProvider clock, CancellationToken cancel)
    {
        if (!Directory.Exists(Folder))
            return;
        var files = Directory.EnumerateFiles(Folder).ToList();
        var ids = files.ToDictionary(file => file, file => long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (long?)null);
        var known = await mails.ListKnownAsync([.. ids.Values.OfType<long>()], cancel);
        foreach (var (file, id) in ids)
            if (id is { } mail && !known.Contains(mail) || new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero) < clock.GetUtcNow() - Life)
                File.Delete(file);
    }
}
