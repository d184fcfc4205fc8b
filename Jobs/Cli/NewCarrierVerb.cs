using System.Text.RegularExpressions;
using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>new-carrier</c>: makes the folder of a new carrier in the source tree; the tests then say what is missing in it.</summary>
public static partial class NewCarrierVerb
{
    public static Task<int> RunAsync(string[] args, CancellationToken cancel) => RunAsync(args, Directory.GetCurrentDirectory(), Console.Out, cancel);

    /// <param name="start">A folder of the source tree.</param>
    /// <exception cref="ArgumentException">The name is none, or taken, or this is no source tree.</exception>
    public static async Task<int> RunAsync(string[] args, string start, TextWriter output, CancellationToken cancel)
    {
        if (args is not [var name] || !Id().IsMatch(name))
            throw new ArgumentException("usage: Jobs new-carrier NAME, where NAME is the carrier's id: lower-case letters, digits and hyphens, such as royal-parcels.");
        if (new CarrierRegistry().Find(new CarrierId(name)) is not null)
            throw new ArgumentException($"There is a carrier {name} already.");
        var root = start;
        while (!File.Exists(Path.Combine(root, "Tracking.sln")))
            root = Path.GetDirectoryName(root) ?? throw new ArgumentException("Run this inside the source tree: no Tracking.sln is here or above.");
        var pascal = string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var folder = Path.Combine(root, "Carriers", pascal);
        if (Directory.Exists(folder))
            throw new ArgumentException($"Carriers/{pascal} is there already.");
        Directory.CreateDirectory(Path.Combine(folder, "fixtures"));
        await File.WriteAllTextAsync(Path.Combine(folder, "codes.csv"), "code,sub,milestone,reason,class,note\n", cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, pascal + "Carrier.cs"), Class(name, pascal), cancel);
        await output.WriteLineAsync($"""
            Carriers/{pascal} is made. Now:
              1. put answers of the carrier, with invented identities, into Carriers/{pascal}/fixtures/SITUATION.json (or .xml; .push.json for a push, .404.json for an HTTP status)
              2. say in {pascal}Carrier.cs what the carrier is, how it is asked and how it is read, and in codes.csv what its codes mean
              3. ./test -namespace Tracking.Tests.Carriers says what is missing; with ACCEPT_FIXTURES=1 it writes what was read beside the fixtures: read every line before you commit it
            """);
        return 0;
    }

    private static string Class(string name, string pascal) => $$"""
        using Tracking.Core.Events;
        using Tracking.Core.Parcels;

        namespace Tracking.Carriers.{{pascal}};

        /// <summary>Says in one sentence what the carrier is and which API this reads.</summary>
        public sealed class {{pascal}}Carrier : Carrier
        {
            public static readonly CarrierId Id = new("{{name}}");

            public override CarrierProfile Profile { get; } = new()
            {
                Id = Id,
                Name = "",
                Clock = "",
            };

            public override HttpRequestMessage Ask(AskBatch batch) => new(HttpMethod.Get, "");

            protected override CarrierReply ReadBody(Wire wire) => new CarrierReply.Unreadable("nothing is read yet");
        }

        """;

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
