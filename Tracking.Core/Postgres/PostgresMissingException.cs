namespace Tracking.Core.Postgres;

/// <summary>No fitting PostgreSQL programs on this machine; the message is one sentence that names the command to type.</summary>
public sealed class PostgresMissingException(string message) : Exception(message);
