using Microsoft.Extensions.Logging;

namespace Tracking.Tests.Given;

/// <summary>What the product logs, beside the test that made it.</summary>
public sealed class TestLog<T> : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel level) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{level}: {format(state, error)} {error}");
}
