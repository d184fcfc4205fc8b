using System.Globalization;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Portal.Ops;

/// <summary>Everything that an evidence pack says of one parcel. Nothing in it depends on when it is looked at: the same parcel gives the same evidence.</summary>
public sealed record Evidence
{
    public required ParcelView View { get; init; }
    public required IReadOnlyList<OrderLine> Orders { get; init; }
    public required IReadOnlyList<EvidenceWire> Wires { get; init; }

    /// <summary>How many wires the timeline names that are not in here: retention dropped them, or there are too many.</summary>
    public required int WiresMissing { get; init; }
    public required SilenceProof? Silence { get; init; }
    public required SilenceProof? Longest { get; init; }
    public required AddressMatch? Match { get; init; }
    public required IReadOnlyList<ClaimDeadline> Deadlines { get; init; }

    /// <summary>The newest thing that is known: when the timeline last changed, or a carrier last answered without changing it.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>The portal's public address.</summary>
    public required Uri Issuer { get; init; }
    public required Redaction Redaction { get; init; }

    /// <summary>What people call carriers.</summary>
    public required CarrierPages Carriers { get; init; }

    public string Id => View.Parcel.Id.ToString(CultureInfo.InvariantCulture);
}
