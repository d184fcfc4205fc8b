namespace Tracking.Portal.Push;

/// <summary>Where carriers push to.</summary>
public static class PushSetup
{
    public static WebApplication MapPush(this WebApplication app) => app;
}
