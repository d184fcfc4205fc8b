using NodaTime;
using Tracking.Core.Lanes;

namespace Tracking.Core.Postgres;

/// <summary>One carrier on one lane in one month; an empty end of the lane was not said.</summary>
/// <param name="Month">Its first day.</param>
public sealed record LaneMonthRow(string Carrier, string Origin, string Destination, LocalDate Month, LaneMonth Counted);
