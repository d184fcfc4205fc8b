using System.Runtime.CompilerServices;
using Hangfire.PostgreSql;

namespace Tracking.Tests.Given;

/// <summary>Hangfire's installer keeps, for as long as the process lives, the logger of whatever host was there when it was first used; in this process hosts come and go.</summary>
internal static class HangfireLogs
{
    [ModuleInitializer]
    internal static void OfNoHost() => RuntimeHelpers.RunClassConstructor(typeof(PostgreSqlObjectsInstaller).TypeHandle);
}
