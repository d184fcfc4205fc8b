using System.Diagnostics;
using System.Text.Json;
using Tracking.Carriers.Sandbox;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Demo;

/// <summary>The stand-in carriers as a process of their own beside the portal; it ends with whoever started it.</summary>
public sealed class SandboxProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;

    private SandboxProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Starts it on a folder and waits until it answers.</summary>
    /// <param name="folder">Where it keeps its accounts and orders; the same folder goes on with the same world.</param>
    /// <param name="pushTo">The portal that it pushes to.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message is its own.</exception>
    public static async Task<SandboxProcess> StartAsync(string folder, Uri pushTo, CancellationToken cancel)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        var us = Environment.ProcessPath;
        if (us is not null && Path.GetFileNameWithoutExtension(us) == "dotnet")
        {
            start.FileName = us;
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Jobs.dll"));
        }
        else
        {
            start.FileName = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Jobs.exe" : "Jobs");
        }
        foreach (var argument in (string[])["sandbox", "--port", "0", "--data", folder, "--push-to", pushTo.AbsoluteUri, "--until-input-ends"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The sandbox did not start.");
        var sandbox = new SandboxProcess(process, folder);
        try
        {
            using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            if (await process.StandardOutput.ReadLineAsync(either.Token) is null)
                throw new InvalidOperationException($"The sandbox did not start: {(await process.StandardError.ReadToEndAsync(either.Token)).Trim()}");
            _ = DrainAsync(process.StandardOutput);
            _ = DrainAsync(process.StandardError);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <summary>The accounts under which the portal asks it, and by which its pushes are proven.</summary>
    public async Task<IReadOnlyList<StoredAccount>> AccountsAsync(CancellationToken cancel)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder, SandboxFile.Name), cancel);
        var file = JsonSerializer.Deserialize<SandboxFile>(bytes, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("The sandbox wrote no accounts.");
        return
        [
            .. file.Carriers.Select(carrier => new StoredAccount
            {
                Carrier = new CarrierId(carrier.Key),
                BaseAddress = carrier.Value.BaseAddress,
                Settings = carrier.Value.Settings,
                PushSecrets = carrier.Value.PushSecret is { } secret ? [new StoredSecret(secret)] : [],
                // Its port is another at each start.
                SeededFrom = "sandbox " + carrier.Value.BaseAddress,
            }),
        ];
    }

    /// <summary>What its two shops sold.</summary>
    public async Task<IReadOnlyList<DemoOrder>> OrdersAsync(CancellationToken cancel) =>
        DemoOrder.Read(await File.ReadAllBytesAsync(Path.Combine(_folder, OrderBook.Name), cancel));

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    // A pipe that nobody empties stops whoever writes into it.
    private static async Task DrainAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is not null)
        {
        }
    }
}
