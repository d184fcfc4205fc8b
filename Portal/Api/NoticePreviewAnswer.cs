namespace Tracking.Portal.Api;

/// <summary>A message as its buyer would read it.</summary>
public sealed record NoticePreviewAnswer(string Subject, string Text, string Html);
