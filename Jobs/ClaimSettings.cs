using Microsoft.Extensions.Configuration;
using Tracking.Carriers;
using Tracking.Core.Cases;

namespace Tracking.Jobs;

/// <summary>The setting <c>Claims:Windows</c>: a file with the claim windows of the installation's own contracts, in the form of <c>Carriers/claims.csv</c>.</summary>
public static class ClaimSettings
{
    /// <summary>What is known, the installation's own rows before those built in.</summary>
    /// <exception cref="ArgumentException">The file cannot be read, or a row is wrong; the message names both.</exception>
    public static ClaimWindows Read(IConfiguration? configuration, CarrierRegistry registry)
    {
        var known = new ClaimWindows(ClaimWindowTable.BuiltIn, registry.List().Where(carrier => carrier.Profile.IsAggregator).Select(carrier => carrier.Profile.Id).ToHashSet());
        if (configuration?["Claims:Windows"] is not { Length: > 0 } file)
            return known;
        try
        {
            return known.With(ClaimWindowTable.Parse(File.ReadAllText(file)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ArgumentException($"Claims:Windows ({file}): {error.Message}", error);
        }
    }
}
