using System.Text.Json;
using System.Xml;
using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>A carrier or aggregator: builds requests and reads wires. Pure: no network, no clock, no state.</summary>
public abstract class Carrier
{
    private CodeTable? _codes;

    public abstract CarrierProfile Profile { get; }

    /// <summary>The carrier's <c>codes.csv</c>.</summary>
    public CodeTable Codes => _codes ??= CodeTable.Of(GetType());

    /// <summary>The request that asks for a batch. Sends nothing.</summary>
    public abstract HttpRequestMessage Ask(AskBatch batch);

    /// <summary>The request by which numbers must be announced before they can be asked for; null where none is needed.</summary>
    public virtual HttpRequestMessage? Enrol(AskBatch batch) => null;

    /// <summary>What a wire says. Pure, and never throws: what cannot be read says why.</summary>
    public CarrierReply Read(Wire wire)
    {
        if (ReadStatus(wire) is { } failure)
            return failure;
        try
        {
            return ReadBody(wire);
        }
        catch (JsonException error)
        {
            return new CarrierReply.Unreadable(error.Message);
        }
        catch (Exception error) when (error is XmlException or FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            return new CarrierReply.Unreadable($"{error.GetType().Name} while reading {wire.Body.Length} bytes");
        }
    }

    /// <summary>The failure that the HTTP status alone tells; null where the body must be read.</summary>
    protected virtual CarrierReply? ReadStatus(Wire wire) => wire.Status switch
    {
        429 => new CarrierReply.Throttled(wire.RetryAfterSeconds is { } seconds ? Duration.FromSeconds(seconds) : null, "HTTP 429"),
        401 or 403 => new CarrierReply.Refused($"HTTP {wire.Status}"),
        0 => new CarrierReply.Unreachable("no answer"),
        >= 500 => new CarrierReply.Unreachable($"HTTP {wire.Status}"),
        _ => null,
    };

    protected abstract CarrierReply ReadBody(Wire wire);
}
