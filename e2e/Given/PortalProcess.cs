using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Tracking.EndToEnd.Given;

/// <summary>The real program in its demo, as <c>./run</c> starts it: a process with a data folder and a port of its own.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private Process? _process;

    private readonly string[] _options;

    private PortalProcess(string data, int port, string[] options)
    {
        Data = data;
        Port = port;
        _options = options;
    }

    public string Data { get; }
    public int Port { get; }
    public Uri Url => new($"http://127.0.0.1:{Port}");
    public Demo Demo { get; private set; } = null!;

    /// <summary>What the program has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the program on a new data folder and waits until it is ready and its demo described.</summary>
    public static async Task<PortalProcess> StartAsync(CancellationToken cancel, params string[] options)
    {
        var portal = new PortalProcess(Directory.CreateTempSubdirectory("portal-e2e-").FullName, FreePort(), options);
        await portal.StartAgainAsync(cancel);
        return portal;
    }

    /// <summary>Starts it on the data folder and port it had.</summary>
    public async Task StartAgainAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [Built("Portal"), "--port", Port.ToString(), "--data", Data, .. _options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Built("Portal"))!,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Url };
        await Until.TrueAsync(async () =>
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The program ended with {_process.ExitCode}:\n{Output}");
            try
            {
                using var ready = await http.GetAsync("/health/ready", cancel);
                return ready.StatusCode == HttpStatusCode.OK && File.Exists(Path.Combine(Data, "demo.json"));
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the program is ready", TimeSpan.FromSeconds(300), cancel, () => Output);
        Demo = JsonSerializer.Deserialize<Demo>(await File.ReadAllTextAsync(Path.Combine(Data, "demo.json"), cancel), JsonSerializerOptions.Web)!;
    }

    /// <summary>Asks it to end as an init system would, and returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancel)
    {
        using (var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString()]))
            await kill.WaitForExitAsync(cancel);
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    /// <summary>Ends it without a word, as a power cut would.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancel);
    }

    /// <summary>The built program of a project of this solution, of the configuration under test.</summary>
    public static string Built(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Tracking.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests run inside the repository.");
        return Path.Combine(root.FullName, project, Path.GetRelativePath(Path.Combine(root.FullName, "e2e"), output.FullName), project + ".dll");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await StopAsync(CancellationToken.None);
        _process?.Dispose();
        // What a story only saw as a page that met an error.
        if (Output.Contains("fail: ", StringComparison.Ordinal))
            await Console.Error.WriteLineAsync($"The program at {Url} logged errors:\n{Output}");
        Directory.Delete(Data, true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
